package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Bindery itself, from parsed events to their being in the journal. Events arrive in the windows of
 * the shipped settings, as many at once as the queue's consumer lets in; the projection to the
 * tables runs beside it.
 */
final class BinderyRouter implements Contestant {
  private final BenchNode node;
  private final int window;
  private final int inFlight;

  /** Runs on a node that is closed by whoever started it. */
  BinderyRouter(BenchNode node) {
    var queue = node.config().getConfig("bindery.router.queue");
    this.node = node;
    this.window = queue.getInt("window-messages");
    this.inFlight = queue.getInt("windows-in-flight");
  }

  @Override
  public Measured run(Load.Shape shape, Duration length, long seed) {
    var load = new Load(shape, seed, Long.toHexString(seed));
    var free = new Semaphore(inFlight);
    var took = new ConcurrentLinkedQueue<Double>();
    var durable = new AtomicLong();
    var late = new AtomicLong();
    var failure = new AtomicReference<Throwable>();
    long start = System.nanoTime();
    long end = start + length.toNanos();
    while (System.nanoTime() < end && failure.get() == null) {
      free.acquireUninterruptibly();
      var events = load.next(window);
      long sent = System.nanoTime();
      CompletionStage<Integer> accepted = node.accept(events);
      accepted.whenComplete(
          (done, failed) -> {
            if (failed == null) {
              durable.addAndGet(done);
              late.addAndGet(events.size() - done);
              took.add((System.nanoTime() - sent) / 1e6);
            } else {
              failure.set(failed);
            }
            free.release();
          });
    }
    free.acquireUninterruptibly(inFlight);
    var time = Duration.ofNanos(System.nanoTime() - start);
    if (failure.get() != null) {
      throw new BenchException("Bindery did not record a window", failure.get());
    }
    // Every window has as many events, so each window counts once.
    return Measured.of(
        durable.get(), late.get(), time, took.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public void close() {
    // The node is not its own.
  }
}
