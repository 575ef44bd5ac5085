package io.refrain.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's connections to one database, opened by the first who asks and closed after the
 * last has let go.
 */
public final class ConnectionPool implements Connections, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
  private static final Map<JdbcConnection, ConnectionPool> OPEN = new HashMap<>();

  private final JdbcConnection target;
  private final HikariDataSource source;
  // What was borrowed, by what was made of it.
  private final IdentityHashMap<Connection, Connection> seen = new IdentityHashMap<>();
  private int holders;

  private ConnectionPool(JdbcConnection target) {
    this.target = target;
    this.source = connect(target);
  }

  /**
   * The pool of a database; to be closed by whoever asked.
   *
   * @throws io.refrain.core.RefrainException if the database cannot be reached, for a person to
   *     read
   */
  public static ConnectionPool acquire(JdbcConnection target) {
    synchronized (OPEN) {
      ConnectionPool pool = OPEN.get(target);
      if (pool == null) {
        pool = new ConnectionPool(target);
        OPEN.put(target, pool);
      }
      pool.holders++;
      return pool;
    }
  }

  /** How many pools this process has open. */
  public static int openPools() {
    synchronized (OPEN) {
      return OPEN.size();
    }
  }

  private static HikariDataSource connect(JdbcConnection target) {
    loadDrivers();
    HikariConfig config = new HikariConfig();
    config.setPoolName("refrain " + target.name());
    config.setJdbcUrl(target.url());
    if (target.user() != null) {
      config.setUsername(target.user().resolve("user name"));
    }
    if (target.password() != null) {
      config.setPassword(target.password().resolve("password"));
    }
    JdbcDialect dialect = Dialects.of(target.url(), target.name());
    dialect.driverProperties().forEach(config::addDataSourceProperty);
    dialect.onConnect().ifPresent(config::setConnectionInitSql);
    config.setMaximumPoolSize(
        Math.min(target.limits().maxConnections(), dialect.mostConnections()));
    config.setMinimumIdle(0);
    config.setConnectionTimeout(target.limits().borrowTimeout().toMillis());
    config.setAutoCommit(dialect.locksWhileIdle());
    config.setTransactionIsolation(dialect.isolation());
    // Connect once now, and say at once what is wrong, rather than wait for the whole timeout.
    config.setInitializationFailTimeout(1);
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw ConnectFailures.explain(target, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw ConnectFailures.explain(target, e);
    }
  }

  // On a runner the driver often lies in the user's jar, where DriverManager does not look by
  // itself.
  private static void loadDrivers() {
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class).iterator();
    boolean more = true;
    while (more) {
      try {
        more = drivers.hasNext();
        if (more) {
          drivers.next();
        }
      } catch (ServiceConfigurationError e) {
        LOG.warn("A JDBC driver on the class path cannot be loaded.", e);
      }
    }
  }

  @Override
  public Connection borrow() throws SQLException {
    return target.through() == null ? lend() : through();
  }

  private Connection lend() throws SQLException {
    Connection connection = source.getConnection();
    try {
      if (source.isAutoCommit()) {
        connection.setAutoCommit(false);
      }
      // A server that vanished without a word is noticed a little later than one that is slow.
      long timeoutMs = target.limits().statementTimeout().plusSeconds(30).toMillis();
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeoutMs));
    } catch (SQLFeatureNotSupportedException e) {
      LOG.debug("The driver has no network timeout.", e);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private Connection through() throws SQLException {
    AtomicReference<Connection> lent = new AtomicReference<>();
    try {
      Connection made =
          target
              .through()
              .open(
                  () -> {
                    lent.set(lend());
                    return lent.get();
                  });
      synchronized (seen) {
        seen.values().removeIf(ConnectionPool::isGivenBack);
        seen.put(made, lent.get());
      }
      return made;
    } catch (SQLException | RuntimeException e) {
      if (lent.get() != null) {
        lent.get().close();
      }
      throw e;
    }
  }

  private static boolean isGivenBack(Connection borrowed) {
    try {
      return borrowed.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  @Override
  public void discard(Connection connection) {
    Connection borrowed;
    synchronized (seen) {
      borrowed = seen.remove(connection);
    }
    source.evictConnection(borrowed == null ? connection : borrowed);
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (--holders == 0) {
        OPEN.remove(target);
        source.close();
      }
    }
  }
}
