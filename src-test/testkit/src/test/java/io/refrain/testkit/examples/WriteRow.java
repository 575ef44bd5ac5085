package io.refrain.testkit.examples;

import io.refrain.testkit.inject.Faults;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** Carries out one SQL statement per element, as so many pipelines do. */
final class WriteRow<T> extends DoFn<T, T> {
  private static final long serialVersionUID = 1L;
  private final Faults faults;
  private final Shop shop;
  private final String sql;
  private final SerializableFunction<T, List<Object>> values;
  private transient DataSource dataSource;

  WriteRow(Faults faults, Shop shop, String sql, SerializableFunction<T, List<Object>> values) {
    this.faults = faults;
    this.shop = shop;
    this.sql = sql;
    this.values = values;
  }

  @Setup
  public void open() {
    dataSource = faults.dataSource(shop.dataSource());
  }

  @ProcessElement
  public void write(@Element T element, OutputReceiver<T> out) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (Object value : values.apply(element)) {
        statement.setObject(parameter++, value);
      }
      statement.executeUpdate();
    }
    out.output(element);
  }
}
