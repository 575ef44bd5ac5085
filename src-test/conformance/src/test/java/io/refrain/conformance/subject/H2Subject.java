package io.refrain.conformance.subject;

import io.refrain.jdbc.JdbcConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** H2 in the memory of this process. */
public final class H2Subject implements UpsertSubject {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Override
  public String title() {
    return "JDBC upsert, H2";
  }

  @Override
  public JdbcConnection fresh() {
    return JdbcConnection.of(
        "jdbc:h2:mem:conformance" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
  }
}
