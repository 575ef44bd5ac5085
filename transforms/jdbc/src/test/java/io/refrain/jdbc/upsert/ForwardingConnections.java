package io.refrain.jdbc.upsert;

import io.refrain.jdbc.Connections;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Real connections that do something more on the n-th call of a method, once. */
public final class ForwardingConnections implements Connections {
  private final Connections delegate;
  private final String method;
  private final AtomicInteger left;
  private final Action before;
  private final Action after;
  private final AtomicInteger calls = new AtomicInteger();

  /** What is done in addition. */
  public interface Action {
    Action NOTHING = () -> {};

    void run() throws SQLException;
  }

  private ForwardingConnections(
      Connections delegate, String method, int nth, Action before, Action after) {
    this.delegate = delegate;
    this.method = method;
    this.left = new AtomicInteger(nth);
    this.before = before;
    this.after = after;
  }

  public static ForwardingConnections before(
      Connections delegate, String method, int nth, Action action) {
    return new ForwardingConnections(delegate, method, nth, action, Action.NOTHING);
  }

  public static ForwardingConnections after(
      Connections delegate, String method, int nth, Action action) {
    return new ForwardingConnections(delegate, method, nth, Action.NOTHING, action);
  }

  public static Action fail(String state) {
    return () -> {
      throw new SQLException("planted failure", state);
    };
  }

  /** How often the method was called. */
  public int calls() {
    return calls.get();
  }

  @Override
  public Connection borrow() throws SQLException {
    Connection real = delegate.borrow();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, called, arguments) -> {
              boolean mine = called.getName().equals(method);
              boolean now = mine && left.decrementAndGet() == 0;
              if (mine) {
                calls.incrementAndGet();
              }
              if (now) {
                before.run();
              }
              Object result;
              try {
                result = called.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (now) {
                after.run();
              }
              return result;
            });
  }

  @Override
  public void discard(Connection connection) {}
}
