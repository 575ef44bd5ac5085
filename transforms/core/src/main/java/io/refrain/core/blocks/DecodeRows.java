package io.refrain.core.blocks;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.SerializableFunctions;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Unpacks blocks into rows of the type they were packed from. Rows have their block's timestamp.
 */
public final class DecodeRows<T> extends PTransform<PCollection<RowBlock>, PCollection<T>> {
  private static final long serialVersionUID = 1L;

  private final Schema schema;
  private final TypeDescriptor<T> type;
  private final SerializableFunction<T, Row> toRow;
  private final SerializableFunction<Row, T> fromRow;

  private DecodeRows(
      Schema schema,
      TypeDescriptor<T> type,
      SerializableFunction<T, Row> toRow,
      SerializableFunction<Row, T> fromRow) {
    this.schema = schema;
    this.type = type;
    this.toRow = toRow;
    this.fromRow = fromRow;
  }

  /** Into plain Beam rows of the blocks' schema. */
  public static DecodeRows<Row> toRows(Schema schema) {
    return new DecodeRows<>(
        schema,
        TypeDescriptor.of(Row.class),
        SerializableFunctions.identity(),
        SerializableFunctions.identity());
  }

  /** Into the type, with the schema, of another collection. */
  public static <T> DecodeRows<T> like(PCollection<T> origin) {
    return new DecodeRows<>(
        origin.getSchema(), typeOf(origin), origin.getToRowFunction(), origin.getFromRowFunction());
  }

  /**
   * The type of a collection's elements. {@code Create.of(rows).withRowSchema(schema)} does not
   * know its own; then it is Row, the one type that has a schema without one of its own.
   */
  @SuppressWarnings("unchecked")
  private static <T> TypeDescriptor<T> typeOf(PCollection<T> origin) {
    TypeDescriptor<T> type = origin.getTypeDescriptor();
    return type.hasUnresolvedParameters() ? (TypeDescriptor<T>) TypeDescriptor.of(Row.class) : type;
  }

  @Override
  public PCollection<T> expand(PCollection<RowBlock> input) {
    return input
        .apply("Decode", ParDo.of(new DecodeFn<>(Blocks.layoutOf(input), fromRow)))
        .setSchema(schema, type, toRow, fromRow);
  }

  private static final class DecodeFn<T> extends DoFn<RowBlock, T> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final SerializableFunction<Row, T> fromRow;
    private transient RowConverter converter;

    private DecodeFn(RowLayout layout, SerializableFunction<Row, T> fromRow) {
      this.layout = layout;
      this.fromRow = fromRow;
    }

    @Setup
    public void setup() {
      converter = new RowConverter(layout);
    }

    @ProcessElement
    public void decode(@Element RowBlock block, OutputReceiver<T> out) {
      RowBlock.Reader reader = new RowBlock.Reader().open(block);
      while (reader.next()) {
        out.output(
            fromRow.apply(converter.toRow(reader.bytes(), reader.offset(), reader.length())));
      }
    }
  }
}
