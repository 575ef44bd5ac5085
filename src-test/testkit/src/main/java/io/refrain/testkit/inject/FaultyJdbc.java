package io.refrain.testkit.inject;

import io.refrain.testkit.inject.FaultPoint.Kind;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/** JDBC whose effects can fail: commits, and statements outside of a transaction. */
final class FaultyJdbc {
  private static final FaultPoint OPEN = new FaultPoint("getConnection", Kind.OPEN);
  private static final FaultPoint COMMIT = new FaultPoint("commit", Kind.CALL);
  private static final FaultPoint STATEMENT = new FaultPoint("statement", Kind.CALL);
  private static final Set<String> EXECUTIONS =
      Set.of("execute", "executeUpdate", "executeLargeUpdate", "executeBatch", "executeLargeBatch");

  private FaultyJdbc() {}

  static DataSource wrap(Faults faults, DataSource dataSource) {
    return proxy(DataSource.class, new OfDataSource(faults, dataSource));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FaultyJdbc.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** A lost connection is what an application sees when its database, or the way to it, dies. */
  private static SQLException lost(InjectedFault fault) {
    if (fault.isOfDeadRun()) {
      // The process is gone: nothing of it is there to try again.
      throw fault;
    }
    return new SQLNonTransientConnectionException(fault.getMessage(), "08006", fault);
  }

  /** Serializable as far as the data source itself is. */
  private record OfDataSource(Faults faults, DataSource target)
      implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      if (!method.getName().equals("getConnection")) {
        return FaultyJdbc.invoke(target, method, args);
      }
      try {
        int unused = faults.enter(OPEN);
      } catch (InjectedFault fault) {
        throw lost(fault);
      }
      Connection connection = (Connection) FaultyJdbc.invoke(target, method, args);
      return FaultyJdbc.proxy(Connection.class, new OfConnection(faults, connection));
    }
  }

  private record OfConnection(Faults faults, Connection target) implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      if (method.getName().equals("commit")) {
        return effect(COMMIT, target, method, args);
      }
      Object result = FaultyJdbc.invoke(target, method, args);
      Connection self = (Connection) proxy;
      if (result instanceof CallableStatement statement) {
        return statement(CallableStatement.class, self, statement);
      }
      if (result instanceof PreparedStatement statement) {
        return statement(PreparedStatement.class, self, statement);
      }
      return result instanceof Statement statement
          ? statement(Statement.class, self, statement)
          : result;
    }

    private <S extends Statement> S statement(Class<S> type, Connection self, S statement) {
      return FaultyJdbc.proxy(type, new OfStatement(this, self, statement));
    }

    private Object effect(FaultPoint point, Object on, Method method, Object[] args)
        throws Throwable {
      try {
        int arrival = faults.enter(point);
        Object result = FaultyJdbc.invoke(on, method, args);
        faults.leave(point, arrival);
        return result;
      } catch (InjectedFault fault) {
        // What was not committed is undone by the server, once it sees that nobody is there.
        if (!target.getAutoCommit()) {
          target.rollback();
        }
        target.close();
        throw lost(fault);
      }
    }
  }

  private record OfStatement(OfConnection connection, Connection self, Statement target)
      implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      if (method.getName().equals("getConnection")) {
        return self;
      }
      if (!EXECUTIONS.contains(method.getName())) {
        return FaultyJdbc.invoke(target, method, args);
      }
      if (connection.target().getAutoCommit()) {
        return connection.effect(STATEMENT, target, method, args);
      }
      try {
        connection.faults().checkAlive();
      } catch (InjectedFault fault) {
        throw lost(fault);
      }
      return FaultyJdbc.invoke(target, method, args);
    }
  }
}
