package io.refrain.jdbc.upsert;

import io.refrain.core.blocks.Blocks;
import io.refrain.core.row.ChangeKind;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** Asks a function what happened to each element, and puts the answer into a column. */
public final class AskForKind<T> extends PTransform<PCollection<T>, PCollection<Row>> {
  private static final long serialVersionUID = 1L;
  private final SerializableFunction<T, ChangeKind.Kind> kindOf;

  public AskForKind(SerializableFunction<T, ChangeKind.Kind> kindOf) {
    this.kindOf = kindOf;
  }

  @Override
  public PCollection<Row> expand(PCollection<T> input) {
    if (Blocks.isBlocks(input)) {
      throw new IllegalArgumentException(
          "A function cannot say what happened to rows that are packed into blocks: name the column"
              + " that does, by changeKind(column).");
    }
    Schema schema = Blocks.layoutOf(input).schema();
    if (schema.hasField(Changes.DELETED)) {
      throw new IllegalArgumentException(
          "The input has a column '" + Changes.DELETED + "', which is needed here. Rename it.");
    }
    Schema asked =
        Schema.builder()
            .addFields(schema.getFields())
            .addField(Field.nullable(Changes.DELETED, FieldType.BOOLEAN))
            .build();
    return input
        .apply("Ask", ParDo.of(new AskFn<>(kindOf, input.getToRowFunction(), asked)))
        .setRowSchema(asked);
  }

  private static final class AskFn<T> extends DoFn<T, Row> {
    private static final long serialVersionUID = 1L;
    private final SerializableFunction<T, ChangeKind.Kind> kindOf;
    private final SerializableFunction<T, Row> toRow;
    private final Schema asked;

    private AskFn(
        SerializableFunction<T, ChangeKind.Kind> kindOf,
        SerializableFunction<T, Row> toRow,
        Schema asked) {
      this.kindOf = kindOf;
      this.toRow = toRow;
      this.asked = asked;
    }

    @ProcessElement
    public void ask(@Element T element, OutputReceiver<Row> out) {
      ChangeKind.Kind kind = kindOf.apply(element);
      Boolean deleted = kind == null ? null : kind == ChangeKind.Kind.DELETE;
      Row row = toRow.apply(element);
      out.output(Row.withSchema(asked).addValues(row.getValues()).addValue(deleted).build());
    }
  }
}
