package io.refrain.parquet.file;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import org.apache.beam.sdk.values.Row;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Reads row groups with nested columns, by way of Beam rows. */
final class NestedRows implements RowSource {
  private final MessageColumnIO columns;
  private final RowConverter converter;
  private final ValueConverters.RowValues values;
  private RecordReader<Row> reader;

  NestedRows(RowLayout layout, MessageType schema, String createdBy) {
    this.columns = new ColumnIOFactory(createdBy).getColumnIO(schema);
    this.converter = new RowConverter(layout);
    this.values = new ValueConverters.RowValues(schema, layout.schema(), row -> {});
  }

  @Override
  public void open(PageReadStore pages) {
    reader =
        columns.getRecordReader(
            pages,
            new RecordMaterializer<>() {
              @Override
              public Row getCurrentRecord() {
                return values.current();
              }

              @Override
              public GroupConverter getRootConverter() {
                return values;
              }
            });
  }

  @Override
  public RowWriter next() {
    return converter.encode(reader.read());
  }
}
