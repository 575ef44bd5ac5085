package io.refrain.jdbc.dedup;

import io.refrain.jdbc.Connections;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Real connections of which the n-th call that may reach the server fails, before it has an effect
 * or after it: on the connection, its statements, or their results.
 */
final class FailingConnections implements Connections {
  private static final Set<String> COUNTED =
      Set.of(
          "createStatement",
          "prepareStatement",
          "execute",
          "executeQuery",
          "executeUpdate",
          "executeBatch",
          "commit");

  private final Connections delegate;
  private final int nth;
  private final boolean after;
  private final String state;
  private int calls;
  private String failed = "";

  FailingConnections(Connections delegate, int nth, boolean after, String state) {
    this.delegate = delegate;
    this.nth = nth;
    this.after = after;
    this.state = state;
  }

  /** The call that failed; empty if it never came to it. */
  String failed() {
    return failed;
  }

  @Override
  public Connection borrow() throws SQLException {
    return wrap(Connection.class, delegate.borrow());
  }

  @Override
  public void discard(Connection connection) {}

  private <T> T wrap(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(real, method, arguments)));
  }

  private Object call(Object real, Method method, Object[] arguments) throws Throwable {
    boolean catalog =
        arguments != null
            && arguments.length > 0
            && arguments[0] instanceof String sql
            && (sql.contains("pg_catalog")
                || sql.contains("_schema")
                || sql.contains("pragma_")
                || sql.contains("duckdb_")
                || sql.contains("INFORMATION_SCHEMA"));
    boolean counted = COUNTED.contains(method.getName()) && !catalog;
    boolean now = counted && ++calls == nth;
    if (now && !after) {
      throw fail(method);
    }
    Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (now) {
      throw fail(method);
    }
    if (catalog) {
      return result;
    }
    if (result instanceof PreparedStatement statement) {
      return wrap(PreparedStatement.class, statement);
    } else if (result instanceof Statement statement) {
      return wrap(Statement.class, statement);
    }
    return result;
  }

  private SQLException fail(Method method) {
    failed = method.getName();
    return new SQLException("planted failure of " + method.getName(), state);
  }
}
