package io.bindery.platform.database;

import io.bindery.platform.failure.Causes;
import io.bindery.platform.retry.Backoff;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;

/**
 * Connections that know when their server is no longer the one to speak to: it stops, it is a
 * standby now, or it took its sessions for read-only. Such a connection is not valid any more, so
 * that the pool makes another one, and so are all that were made before the error. Without it a
 * pool keeps a session that can never write again for as long as it answers.
 *
 * <p>Nor does any wait for ever for an answer: a server that vanished while the network was broken
 * says no farewell, and a pool whose connections all wait for it is used up. One that takes longer
 * to open than {@link #OPENING}, or on which nothing is heard for half as long again as a statement
 * may take, is closed.
 */
final class LostConnections implements ConnectionFactory {
  private static final Logger log = LoggerFactory.getLogger(LostConnections.class);

  /**
   * Read-only transaction; administrator's shutdown, crash shutdown, cannot connect now. Class 08
   * is told of connections that are broken themselves.
   */
  private static final Set<String> ALL_LOST = Set.of("25006", "57P01", "57P02", "57P03");

  private static final String CONNECTION_ERRORS = "08";

  /** So often a connection is looked at while it may be silent. */
  private static final int LOOKS = 5;

  /** Sessions that cannot write stay so for a while: they are not all replaced for each write. */
  private static final long NANOS_BETWEEN = 1_000_000_000L;

  /** How long a connection may take to say that it ends. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** Longer than a pool waits for a connection. */
  static final Duration OPENING = Duration.ofSeconds(10);

  /**
   * A pool asks again at once, for each statement: that would be a storm at a server that starts.
   */
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(20), Duration.ofMillis(500));

  private final Function<OwnSocket, ConnectionFactory> database;
  private final ConnectionFactoryMetadata metadata;
  private final Duration patience;

  /** How many sessions in a row could not be opened. */
  private final AtomicInteger failures = new AtomicInteger();

  /** When, as {@link System#nanoTime()} counts, connections were last found to be lost. */
  private final AtomicLong lostAt = new AtomicLong(System.nanoTime());

  /**
   * None is opened yet.
   *
   * @param database opens one over a socket of its own
   * @param statement how long the database works at a statement at most
   */
  LostConnections(Function<OwnSocket, ConnectionFactory> database, Duration statement) {
    this.database = database;
    this.metadata = database.apply(new OwnSocket()).getMetadata();
    this.patience = statement.plus(statement.dividedBy(2));
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
    return Mono.defer(
        () -> {
          var socket = new OwnSocket();
          var opened = new AtomicBoolean();
          return Mono.<Connection>from(database.apply(socket).create())
              .flatMap(ServerSide::prepared)
              .timeout(OPENING)
              .onErrorMap(TimeoutException.class, LostConnections::notOpened)
              .onErrorMap(LostConnections::isOfTheSocket, LostConnections::broken)
              .doOnError(failure -> failures.incrementAndGet())
              .delaySubscription(pause())
              .map(
                  connection -> {
                    opened.set(true);
                    failures.set(0);
                    return new Session(connection, socket).connection();
                  })
              .doFinally(
                  end -> {
                    if (!opened.get()) {
                      socket.close();
                    }
                  });
        });
  }

  private Duration pause() {
    int failed = failures.get();
    return failed == 0 ? Duration.ZERO : BACKOFF.after(failed);
  }

  private static R2dbcException notOpened(TimeoutException cause) {
    return new R2dbcTransientResourceException(
        "The database took a connection and did not open a session on it for %d s."
            .formatted(OPENING.toSeconds()),
        "08001",
        cause);
  }

  private static boolean isOfTheSocket(Throwable failure) {
    return failure instanceof IOException || failure instanceof AbortedException;
  }

  /** Whoever asks for something tells failures of the database from others by their class. */
  private static R2dbcException broken(Throwable cause) {
    return new R2dbcNonTransientResourceException(
        "The connection to the database broke: %s".formatted(Causes.text(cause)), "08006", cause);
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return metadata;
  }

  /** One connection, as seen through everything that comes from it. */
  private final class Session {
    private final Connection raw;
    private final OwnSocket socket;
    private final long madeAt = System.nanoTime();

    /** How much is asked of it that is not answered to its end. */
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile long heardAt = madeAt;
    private volatile boolean lost;

    Session(Connection raw, OwnSocket socket) {
      this.raw = raw;
      this.socket = socket;
      var every = patience.toMillis() / LOOKS;
      var looking =
          Schedulers.parallel()
              .schedulePeriodically(this::look, every, every, TimeUnit.MILLISECONDS);
      socket.whenClosed(looking::dispose);
    }

    private void look() {
      // In the other order than it is written: what is asked just now was not heard of before.
      boolean waits = waiting.get() > 0;
      long silent = System.nanoTime() - heardAt;
      if (waits && silent > patience.toNanos() && !lost) {
        lost = true;
        log.warn(
            "the database has not answered for {} s on one connection: it is closed",
            TimeUnit.NANOSECONDS.toSeconds(silent));
        socket.close();
      }
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
      if (method.getName().equals("close")) {
        return closed((Publisher<?>) answer);
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

    /** A farewell that cannot be said is no failure of what was asked before it. */
    private Mono<Void> closed(Publisher<?> farewell) {
      return Flux.from(farewell)
          .then()
          .timeout(FAREWELL)
          .onErrorComplete()
          .doFinally(end -> socket.close());
    }

    private Publisher<?> watched(Publisher<?> publisher) {
      return Flux.from(publisher)
          .onErrorMap(LostConnections::isOfTheSocket, LostConnections::broken)
          .<Object>map(this::heard)
          .doOnError(this::failed)
          .doOnSubscribe(
              asked -> {
                heardAt = System.nanoTime();
                waiting.incrementAndGet();
              })
          .doFinally(
              end -> {
                heardAt = System.nanoTime();
                waiting.decrementAndGet();
              });
    }

    private Object heard(Object item) {
      heardAt = System.nanoTime();
      return item instanceof Result result ? watched(Result.class, result) : item;
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
