package io.refrain.iceberg;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.store.StagedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Stages the deletion of rows by their position: as a deletion vector in tables of version 3, which
 * takes the place of the one that the file has, and as a file of positions in those of version 2.
 */
final class DeleteStager {
  private static final int VECTORS = 3;

  private final DataFileWriter.Factory files;
  private final Table table;

  DeleteStager(DataFileWriter.Factory files) {
    this.files = files;
    this.table = files.table();
  }

  StagedFile stage(String attempt, LiveFile of, BitSet positions) throws IOException {
    int version = ((HasTableOperations) table).operations().current().formatVersion();
    if (version < 2) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot delete rows by position in "
              + files.name()
              + ": it is of format version 1. Nothing was changed. Upgrade it to version 2 or 3, or"
              + " merge by rewriting files.");
    }
    PartitionSpec spec = table.specs().get(of.file().specId());
    boolean vector = version >= VECTORS;
    String operation = FileNames.operation();
    String path =
        vector
            ? vectors(operation).newOutputFile().encryptingOutputFile().location()
            : table
                .locationProvider()
                .newDataLocation(spec, of.file().partition(), FileNames.deletes());
    files.staging().begin(path);
    try {
      List<DeleteFile> replaced = new ArrayList<>();
      DeleteFile deletes =
          vector
              ? vector(operation, of, positions, spec, replaced)
              : file(path, of, positions, spec);
      return new StagedFile(
          attempt,
          StagedFile.Kind.DELETES,
          StagedData.ofDeletes(files.uuid(), deletes, replaced, table.specs()).write(),
          positions.cardinality(),
          deletes.contentSizeInBytes() == null
              ? deletes.fileSizeInBytes()
              : deletes.contentSizeInBytes());
    } catch (IOException | RuntimeException e) {
      files.staging().discard(path);
      throw files.failed("", e);
    }
  }

  /** Two of one operation give the same name first: so it is known before the file is begun. */
  private OutputFileFactory vectors(String operation) {
    return OutputFileFactory.builderFor(table, 0, 0)
        .format(FileFormat.PUFFIN)
        .operationId(operation)
        .build();
  }

  private DeleteFile vector(
      String operation,
      LiveFile of,
      BitSet positions,
      PartitionSpec spec,
      List<DeleteFile> replaced)
      throws IOException {
    List<DeleteFile> earlier =
        of.deletes().stream().filter(d -> d.content() == FileContent.POSITION_DELETES).toList();
    BaseDeleteLoader loader = new BaseDeleteLoader(delete -> table.io().newInputFile(delete));
    PositionDeleteIndex known =
        earlier.isEmpty() ? null : loader.loadPositionDeletes(earlier, of.file().location());
    DVFileWriter writer = new BaseDVFileWriter(vectors(operation), location -> known);
    try (writer) {
      positions.stream()
          .forEach(at -> writer.delete(of.file().location(), at, spec, of.file().partition()));
    }
    replaced.addAll(writer.result().rewrittenDeleteFiles());
    return writer.result().deleteFiles().get(0);
  }

  private DeleteFile file(String path, LiveFile of, BitSet positions, PartitionSpec spec)
      throws IOException {
    PositionDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .build()
            .newPositionDeleteWriter(
                EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(path)),
                spec,
                of.file().partition());
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      positions.stream().forEach(at -> writer.write(delete.set(of.file().location(), at)));
    }
    return writer.toDeleteFile();
  }
}
