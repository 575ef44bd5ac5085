package io.refrain.testkit.stored;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Parquet of any writer; values are shown as Parquet's own tools show them. */
final class ParquetFile implements FileContent.Format {
  @Override
  public List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            columns.getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.add(valuesOf(records.read(), schema));
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> valuesOf(Group group, GroupType type) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Type field : type.getFields()) {
      int repetitions = group.getFieldRepetitionCount(field.getName());
      if (field.isRepetition(Type.Repetition.REPEATED)) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
          items.add(valueOf(group, field, i));
        }
        values.put(field.getName(), items);
      } else {
        values.put(field.getName(), repetitions == 0 ? null : valueOf(group, field, 0));
      }
    }
    return values;
  }

  private static Object valueOf(Group group, Type field, int index) {
    String name = field.getName();
    if (!field.isPrimitive()) {
      return valuesOf(group.getGroup(name, index), field.asGroupType());
    }
    PrimitiveType type = field.asPrimitiveType();
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> type.stringifier().stringify(group.getInteger(name, index));
      case INT64 -> type.stringifier().stringify(group.getLong(name, index));
      case BOOLEAN -> type.stringifier().stringify(group.getBoolean(name, index));
      case FLOAT -> type.stringifier().stringify(group.getFloat(name, index));
      case DOUBLE -> type.stringifier().stringify(group.getDouble(name, index));
      case INT96 -> type.stringifier().stringify(group.getInt96(name, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          type.stringifier().stringify(group.getBinary(name, index));
    };
  }
}
