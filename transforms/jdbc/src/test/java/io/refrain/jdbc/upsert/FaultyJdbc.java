package io.refrain.jdbc.upsert;

import io.refrain.jdbc.Connections;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** Real connections on which the n-th call to the database fails: before it is done, or after. */
final class FaultyJdbc implements Connections {
  private static final Set<String> CALLS =
      Set.of(
          "prepareStatement",
          "createStatement",
          "createArrayOf",
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

  FaultyJdbc(Connections delegate, int nth, boolean after, String state) {
    this.delegate = delegate;
    this.nth = nth;
    this.after = after;
    this.state = state;
  }

  /** Whether there were enough calls for one to fail. */
  boolean failed() {
    return calls >= nth;
  }

  @Override
  public Connection borrow() throws SQLException {
    return (Connection) faulty(Connection.class, delegate.borrow());
  }

  @Override
  public void discard(Connection connection) {}

  private Object faulty(Class<?> type, Object real) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          boolean fails = CALLS.contains(method.getName()) && ++calls == nth;
          if (fails && !after) {
            throw new SQLException("planted failure", state);
          }
          Object result = call(real, method, arguments);
          if (fails) {
            throw new SQLException("planted failure", state);
          }
          return result;
        });
  }

  private Object call(Object real, Method method, Object[] arguments) throws Throwable {
    Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (result instanceof PreparedStatement) {
      return faulty(PreparedStatement.class, result);
    }
    return result instanceof Statement ? faulty(Statement.class, result) : result;
  }
}
