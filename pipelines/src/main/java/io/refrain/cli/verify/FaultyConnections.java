package io.refrain.cli.verify;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.testkit.inject.Faults;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Connections whose commits can fail. Equal for each run, so that its workers share a pool.
 *
 * @param run the identity of the run
 */
public record FaultyConnections(String run) implements JdbcConnection.Through {
  @Override
  public Connection open(JdbcConnection.Lender pool) throws SQLException {
    // Asked only after the point at which a run may be held: then it holds no lock of the database.
    DataSource one =
        (DataSource)
            Proxy.newProxyInstance(
                FaultyConnections.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> pool.lend());
    return new Faults(run).dataSource(one).getConnection();
  }
}
