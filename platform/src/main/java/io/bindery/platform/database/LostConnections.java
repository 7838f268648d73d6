package io.bindery.platform.database;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections that know when their server is no longer the one to speak to: it stops, it is a
 * standby now, or it took its sessions for read-only. Such a connection is not valid any more, so
 * that the pool makes another one, and so are all that were made before the error. Without it a
 * pool keeps a session that can never write again for as long as it answers.
 */
final class LostConnections implements ConnectionFactory {
  /**
   * Read-only transaction; administrator's shutdown, crash shutdown, cannot connect now. Class 08
   * is told of connections that are broken themselves.
   */
  private static final Set<String> ALL_LOST = Set.of("25006", "57P01", "57P02", "57P03");

  private static final String CONNECTION_ERRORS = "08";

  /** Sessions that cannot write stay so for a while: they are not all replaced for each write. */
  private static final long NANOS_BETWEEN = 1_000_000_000L;

  private final ConnectionFactory database;

  /** When, as {@link System#nanoTime()} counts, connections were last found to be lost. */
  private final AtomicLong lostAt = new AtomicLong(System.nanoTime());

  LostConnections(ConnectionFactory database) {
    this.database = database;
  }

  /** Whether an error says that the session is of no use any more. */
  static boolean isLost(Throwable failure) {
    var state = state(failure);
    return ALL_LOST.contains(state) || state.startsWith(CONNECTION_ERRORS);
  }

  private static String state(Throwable failure) {
    return failure instanceof R2dbcException known && known.getSqlState() != null
        ? known.getSqlState()
        : "";
  }

  @Override
  public Publisher<? extends Connection> create() {
    return Mono.from(database.create()).map(connection -> new Session(connection).connection());
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return database.getMetadata();
  }

  /** One connection, as seen through everything that comes from it. */
  private final class Session {
    private final Connection raw;
    private final long madeAt = System.nanoTime();
    private volatile boolean lost;

    Session(Connection raw) {
      this.raw = raw;
    }

    Connection connection() {
      return watched(Connection.class, raw);
    }

    private <T> T watched(Class<T> type, T target) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> call(proxy, target, method, arguments)));
    }

    private Object call(Object proxy, Object target, Method method, Object[] arguments)
        throws Throwable {
      Object answer;
      try {
        answer = method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
      if (method.getName().equals("validate")
          && arguments[0] == ValidationDepth.LOCAL
          && (lost || madeAt - lostAt.get() < 0)) {
        return Mono.just(false);
      }
      if (answer == target) {
        return proxy;
      }
      if (answer instanceof Statement statement) {
        return watched(Statement.class, statement);
      }
      if (answer instanceof Batch batch) {
        return watched(Batch.class, batch);
      }
      return answer instanceof Publisher<?> publisher ? watched(publisher) : answer;
    }

    private Publisher<?> watched(Publisher<?> publisher) {
      return Flux.from(publisher)
          .<Object>map(item -> item instanceof Result result ? watched(Result.class, result) : item)
          .doOnError(this::failed);
    }

    private void failed(Throwable failure) {
      if (!isLost(failure)) {
        return;
      }
      lost = true;
      long now = System.nanoTime();
      if (ALL_LOST.contains(state(failure))) {
        lostAt.updateAndGet(before -> now - before > NANOS_BETWEEN ? now : before);
      }
    }
  }
}
