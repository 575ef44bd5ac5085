package io.refrain.conformance.subject;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/**
 * The way to one database, on which the answers to commits can be lost. Everything else, and every
 * other database, goes to the real driver: it stands in front of the drivers of this process.
 */
public final class Wire {
  private static final Map<String, Wire> WIRES = new ConcurrentHashMap<>();
  private static boolean inFront;

  private final AtomicInteger lost = new AtomicInteger();
  private volatile Cut cut = Cut.NONE;

  /** How a commit fails. */
  @FunctionalInterface
  private interface Cut {
    Cut NONE = connection -> false;

    /** Does with the commit what it likes; whether the answer is lost. */
    boolean at(Connection connection) throws SQLException;
  }

  /** Something that happens before anybody notices the loss. */
  @FunctionalInterface
  public interface Meanwhile {
    void run() throws SQLException;
  }

  private Wire() {}

  /** The way to a database, by its URL. */
  public static synchronized Wire to(String url) throws SQLException {
    if (!inFront) {
      List<Driver> others = DriverManager.drivers().toList();
      for (Driver driver : others) {
        DriverManager.deregisterDriver(driver);
      }
      DriverManager.registerDriver(new Front());
      for (Driver driver : others) {
        DriverManager.registerDriver(driver);
      }
      inFront = true;
    }
    return WIRES.computeIfAbsent(url, u -> new Wire());
  }

  /**
   * Loses the answer to the commit that makes rows seen: it is in effect, and the connection is
   * gone. Once.
   */
  public void loseAnAnswer(ShopTable table, Meanwhile meanwhile) {
    cut =
        connection -> {
          connection.commit();
          if (table.rows().isEmpty()) {
            return false;
          }
          cut = Cut.NONE;
          connection.close();
          meanwhile.run();
          return true;
        };
  }

  /** Loses every commit, without effect. */
  public void loseEveryCommit() {
    cut =
        connection -> {
          connection.close();
          return true;
        };
  }

  /** Loses none, and calls back after each one that is in effect. */
  public void afterEachCommit(Meanwhile seen) {
    cut =
        connection -> {
          connection.commit();
          seen.run();
          return false;
        };
  }

  /** How many commits were not answered. */
  public int lost() {
    return lost.get();
  }

  private Connection over(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            Wire.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              Cut now = cut;
              if (now != Cut.NONE && method.getName().equals("commit")) {
                if (now.at(real)) {
                  lost.incrementAndGet();
                  throw new SQLException("the connection was lost", "08006");
                }
                return null;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static final class Front implements Driver {
    @Override
    public boolean acceptsURL(String url) {
      return WIRES.containsKey(url);
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
      Wire wire = WIRES.get(url);
      return wire == null ? null : wire.over(real(url).connect(url, info));
    }

    private static Driver real(String url) throws SQLException {
      for (Driver driver : DriverManager.drivers().toList()) {
        if (!(driver instanceof Front) && driver.acceptsURL(url)) {
          return driver;
        }
      }
      throw new SQLException("no driver for " + url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }
}
