package io.bindery.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What costs something is read once for all who look, and not while nobody does. */
class CachedTest {
  private final AtomicLong now = new AtomicLong();
  private final Deque<CompletableFuture<String>> reads = new ArrayDeque<>();
  private final Cached<String> cached =
      new Cached<>(
          "x",
          Duration.ofSeconds(15),
          () -> {
            reads.add(new CompletableFuture<>());
            return reads.getLast();
          },
          now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void allWhoLookShareOneRead() {
    assertThat(cached.seen()).isEmpty();
    assertThat(reads).as("nobody looks").isEmpty();
    var one = cached.fresh().toCompletableFuture();
    var other = cached.fresh().toCompletableFuture();
    // Who gives up does not end it for the others.
    one.cancel(true);
    assertThat(reads).hasSize(1);
    reads.getLast().complete("a");
    assertThat(other.join()).isEqualTo("a");
    pass(Duration.ofSeconds(14));
    assertThat(cached.fresh().toCompletableFuture().join()).isEqualTo("a");
    assertThat(reads).hasSize(1);
    pass(Duration.ofSeconds(1));
    var later = cached.fresh().toCompletableFuture();
    assertThat(reads).hasSize(2);
    assertThat(cached.seen()).as("until it is read anew").contains("a");
    reads.getLast().complete("b");
    assertThat(later.join()).isEqualTo("b");
  }

  @Test
  void whatFailsIsReadAgainAndWhatIsOldIsNotTold() {
    cached.fresh();
    reads.getLast().complete("a");
    pass(Duration.ofSeconds(20));
    assertThat(cached.fresh().toCompletableFuture()).isNotDone();
    reads.getLast().completeExceptionally(new IllegalStateException("away"));
    assertThat(cached.seen()).contains("a");
    assertThat(cached.fresh().toCompletableFuture()).isNotDone();
    assertThat(reads).hasSize(3);
    pass(Duration.ofMinutes(2));
    assertThat(cached.seen()).isEmpty();
  }
}
