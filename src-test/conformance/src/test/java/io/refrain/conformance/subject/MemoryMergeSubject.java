package io.refrain.conformance.subject;

import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.InMemoryMergeTarget;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;

/** The reference: a table of files in memory, strict about how it is called. */
public final class MemoryMergeSubject implements MergeSubject {
  private static final Schema FLAGGED =
      Schema.builder()
          .addFields(Shop.SCHEMA.getFields())
          .addNullableField(Lake.GONE, FieldType.BOOLEAN)
          .build();

  @Override
  public String title() {
    return "merge in memory";
  }

  @Override
  public MergeTarget fresh(String... partitionColumns) {
    return InMemoryMergeTarget.create(FLAGGED, partitionColumns);
  }

  @Override
  public List<String> read(MergeTarget target) {
    return Shop.text(
        ((InMemoryMergeTarget) target)
            .rows().stream()
                .filter(row -> !Boolean.TRUE.equals(row.getBoolean(Lake.GONE)))
                .toList());
  }

  @Override
  public void append(MergeTarget target, List<Row> rows) {
    ((InMemoryMergeTarget) target)
        .append(
            rows.stream()
                .map(row -> Row.withSchema(FLAGGED).addValues(row.getValues()).addValue(null))
                .map(Row.Builder::build)
                .toList());
  }
}
