package io.bindery.platform.telemetry;

import io.bindery.platform.failure.Causes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What costs something to read. It is read when somebody looks, at most once in so long, and all
 * who look meanwhile share one read; when nobody looks it costs nothing.
 */
public final class Cached<T> {
  private static final Logger log = LoggerFactory.getLogger(Cached.class);

  /** What is older than so many of its lives says nothing about now. */
  private static final int OUTDATED = 8;

  private record Seen<T>(T value, long at) {}

  private final String name;
  private final Supplier<CompletionStage<T>> read;
  private final long life;
  private final LongSupplier nanoTime;

  private Optional<Seen<T>> seen = Optional.empty();
  private Optional<CompletableFuture<T>> reading = Optional.empty();

  /**
   * @param name what the log calls it
   * @param life how long what was read is taken for the truth
   */
  public Cached(String name, Duration life, Supplier<CompletionStage<T>> read) {
    this(name, life, read, System::nanoTime);
  }

  Cached(String name, Duration life, Supplier<CompletionStage<T>> read, LongSupplier nanoTime) {
    this.name = name;
    this.read = read;
    this.life = life.toNanos();
    this.nanoTime = nanoTime;
  }

  /** As it is now, or was not long ago; fails if it cannot be read. */
  public CompletionStage<T> fresh() {
    CompletableFuture<T> begun;
    synchronized (this) {
      if (seen.isPresent() && nanoTime.getAsLong() - seen.get().at() < life) {
        return CompletableFuture.completedFuture(seen.get().value());
      }
      if (reading.isPresent()) {
        return reading.get().copy();
      }
      begun = new CompletableFuture<>();
      reading = Optional.of(begun);
    }
    begin(begun);
    return begun.copy();
  }

  private void begin(CompletableFuture<T> begun) {
    CompletionStage<T> answer;
    try {
      answer = read.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              ended(value, failure);
              if (failure == null) {
                begun.complete(value);
              } else {
                begun.completeExceptionally(failure);
              }
            });
  }

  private synchronized void ended(T value, Throwable failure) {
    reading = Optional.empty();
    if (failure == null) {
      seen = Optional.of(new Seen<>(value, nanoTime.getAsLong()));
    } else {
      log.debug("{} cannot be read: {}", name, Causes.text(failure));
    }
  }

  /** What was read last; nothing if that was long ago. Reads nothing. */
  public synchronized Optional<T> seen() {
    return seen.filter(it -> nanoTime.getAsLong() - it.at() < OUTDATED * life).map(Seen::value);
  }
}
