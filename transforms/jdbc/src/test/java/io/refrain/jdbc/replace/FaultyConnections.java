package io.refrain.jdbc.replace;

import io.refrain.core.testing.SimulatedCrash;
import io.refrain.jdbc.Connections;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** Real connections on which something happens at the k-th call that reaches the database. */
final class FaultyConnections implements Connections {
  private static final Set<String> COUNTED =
      Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit", "rollback");

  private static final Set<String> ENDS = Set.of("rollback", "close");

  /** What happens at the call. */
  interface Fault {
    /** Does it, or lets the call happen, or both. */
    Object at(Connection connection, Call call) throws Throwable;
  }

  /** A call to the database. */
  interface Call {
    Object run() throws Throwable;
  }

  /** The call has no effect and fails; the process goes on. */
  static final Fault FAILS =
      (connection, call) -> {
        throw new SQLException("planted failure", "08006");
      };

  /** The call has its effect, and its answer is lost; the process goes on. */
  static final Fault LOSES_ANSWER =
      (connection, call) -> {
        call.run();
        throw new SQLException("planted failure", "08006");
      };

  /** The process ends before the call. */
  static final Fault DIES =
      (connection, call) -> {
        throw new SimulatedCrash("planted");
      };

  private final Connections real;
  private final int failing;
  private final Fault fault;
  private int calls;
  private boolean dead;

  FaultyConnections(Connections real, int failing, Fault fault) {
    this.real = real;
    this.failing = failing;
    this.fault = fault;
  }

  boolean metFault() {
    return calls >= failing;
  }

  @Override
  public synchronized Connection borrow() throws SQLException {
    checkAlive();
    Connection connection = real.borrow();
    return proxy(Connection.class, connection, connection);
  }

  @Override
  public void discard(Connection connection) {
    if (!dead) {
      Object handler = Proxy.getInvocationHandler(connection);
      real.discard((Connection) ((Forward) handler).target);
    }
  }

  private void checkAlive() {
    if (dead) {
      throw new SimulatedCrash("after the crash");
    }
  }

  private <T> T proxy(Class<T> type, Object target, Connection connection) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new Forward(target, connection)));
  }

  private final class Forward implements InvocationHandler {
    private final Object target;
    private final Connection connection;

    private Forward(Object target, Connection connection) {
      this.target = target;
      this.connection = connection;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
      if (dead && ENDS.contains(method.getName())) {
        // Of the process nothing is left: its session ends, and what it did is rolled back.
        return call(method, arguments);
      }
      checkAlive();
      Call call = () -> call(method, arguments);
      Object result;
      if (COUNTED.contains(method.getName()) && ++calls == failing) {
        try {
          result = fault.at(connection, call);
        } catch (SimulatedCrash e) {
          dead = true;
          throw e;
        }
      } else {
        result = call.run();
      }
      if (result instanceof CallableStatement) {
        return result;
      } else if (result instanceof PreparedStatement statement) {
        return proxy(PreparedStatement.class, statement, connection);
      }
      return result instanceof Statement statement
          ? proxy(Statement.class, statement, connection)
          : result;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }
}
