package io.refrain.benchmarks.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The limit: PostgreSQL's binary COPY straight into the table, one for each bundle, and nothing
 * else. It cannot write a row twice, and checks nothing.
 */
final class BareCopy implements Contender {
  static final String NAME = "copy";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean canUse(Database database) {
    return database == Database.POSTGRESQL;
  }

  @Override
  public Set<Phase> phases() {
    return EnumSet.of(Phase.FIRST_LOAD);
  }

  @Override
  public void write(PCollection<Row> orders, Phase phase, Server server) {
    orders.apply("Copy", ParDo.of(new CopyFn(server.connection().url())));
  }

  private static final class CopyFn extends DoFn<Row, Void> {
    private static final long serialVersionUID = 1L;
    private static final int PIECE = 1 << 16;
    private static final LocalDate DAY_0 = LocalDate.of(2000, 1, 1);
    private static final Instant MICROS_0 = Instant.parse("2000-01-01T00:00:00Z");

    private final String url;
    private transient Connection connection;
    private transient CopyIn copy;
    private transient ByteArrayOutputStream bytes;
    private transient DataOutputStream out;

    private CopyFn(String url) {
      this.url = url;
    }

    @Setup
    public void setup() throws SQLException {
      connection = DriverManager.getConnection(url, "postgres", "");
      bytes = new ByteArrayOutputStream(2 * PIECE);
      out = new DataOutputStream(bytes);
    }

    @StartBundle
    public void startBundle() throws SQLException, IOException {
      copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY orders FROM STDIN (FORMAT binary)");
      out.writeBytes("PGCOPY\n\u00ff\r\n\0");
      out.writeLong(0);
    }

    @ProcessElement
    public void write(@Element Row row) throws SQLException, IOException {
      out.writeShort(7);
      int8(row.getInt64(0));
      int8(row.getInt64(1));
      byte[] product = row.getString(2).getBytes(StandardCharsets.UTF_8);
      out.writeInt(product.length);
      out.write(product);
      int4(row.getInt32(3));
      amount(row.getLogicalTypeValue(4, BigDecimal.class).unscaledValue().longValueExact());
      int4((int) (row.getLogicalTypeValue(5, LocalDate.class).toEpochDay() - DAY_0.toEpochDay()));
      Instant at = row.getLogicalTypeValue(6, Instant.class);
      int8((at.getEpochSecond() - MICROS_0.getEpochSecond()) * 1_000_000 + at.getNano() / 1000);
      if (bytes.size() > PIECE) {
        send();
      }
    }

    private void int4(int value) throws IOException {
      out.writeInt(Integer.BYTES);
      out.writeInt(value);
    }

    private void int8(long value) throws IOException {
      out.writeInt(Long.BYTES);
      out.writeLong(value);
    }

    // Three groups of four digits before the point, one after it, whether zero or not.
    private void amount(long cents) throws IOException {
      out.writeInt(16);
      out.writeShort(4);
      out.writeShort(2);
      out.writeShort(0);
      out.writeShort(2);
      long whole = cents / 100;
      out.writeShort((int) (whole / 100_000_000));
      out.writeShort((int) (whole / 10_000 % 10_000));
      out.writeShort((int) (whole % 10_000));
      out.writeShort((int) (cents % 100 * 100));
    }

    private void send() throws SQLException {
      copy.writeToCopy(bytes.toByteArray(), 0, bytes.size());
      bytes.reset();
    }

    @FinishBundle
    public void finishBundle() throws SQLException, IOException {
      out.writeShort(-1);
      send();
      copy.endCopy();
    }

    @Teardown
    public void teardown() throws SQLException {
      if (connection != null) {
        connection.close();
      }
    }
  }
}
