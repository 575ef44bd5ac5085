package io.refrain.conformance.docs;

import io.refrain.jdbc.UpsertJdbcSink;
import java.util.List;
import javax.sql.DataSource;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** What the examples of the test kit suppose to be there. */
public abstract class OfATest {
  protected static final Schema ORDER = Schema.builder().addInt64Field("order_id").build();

  protected Pipeline pipeline;
  protected DataSource dataSource;
  protected List<Row> orders;
  protected List<Row> olderOrders;
  protected UpsertJdbcSink<Row> sink;
  protected Bank bank;

  protected abstract void truncate(String table);

  protected abstract void emptyTable();

  /** A store of the reader's. */
  public interface Bank {
    long balanceOf(long account);
  }

  /** A pipeline of the reader's. */
  public static final class MyPipeline {
    private MyPipeline() {}

    public static void build(Pipeline pipeline, List<Row> orders) {}
  }
}
