package io.refrain.interop;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;

/** Deletes by key, as Flink's writers leave them; Spark never writes any. */
final class EqualityDeletes {
  private EqualityDeletes() {}

  /** Deletes the keys of a partition whose value is the days since 1970. */
  static void commit(Table table, int day, String keyColumn, List<Long> keys) throws IOException {
    Schema key = table.schema().select(keyColumn);
    PartitionData partition = new PartitionData(table.spec().partitionType());
    partition.set(0, day);
    String name = "00000-0-" + UUID.randomUUID() + "-deletes.parquet";
    EqualityDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .dataSchema(table.schema())
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(new int[] {table.schema().findField(keyColumn).fieldId()})
            .equalityDeleteRowSchema(key)
            .build()
            .newEqualityDeleteWriter(
                EncryptedFiles.plainAsEncryptedOutput(
                    table
                        .io()
                        .newOutputFile(
                            table
                                .locationProvider()
                                .newDataLocation(table.spec(), partition, name))),
                table.spec(),
                partition);
    try (writer) {
      for (Long value : keys) {
        Record record = GenericRecord.create(key);
        record.set(0, value);
        writer.write(record);
      }
    }
    DeleteFile deletes = writer.toDeleteFile();
    table.newRowDelta().addDeletes(deletes).commit();
  }
}
