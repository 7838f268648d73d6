package io.bindery.packager.promote;

import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.packager.assembly.Running;
import io.bindery.packager.content.HashingJob;
import io.bindery.quilt.manifest.ManifestSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one promotion has done so far, from any thread, and whether it is to end. */
final class PromotionProgress implements HashingJob {
  private final long begin = System.nanoTime();
  private final LongAdder copied = new LongAdder();
  private final LongAdder kept = new LongAdder();
  private final LongAdder doneBytes = new LongAdder();
  private final LongAdder copiedBytes = new LongAdder();
  private volatile long entries;
  private volatile long bytes;
  private volatile boolean known;
  private volatile boolean cancelled;

  void known(ManifestSummary summary) {
    entries = summary.entries();
    bytes = summary.contentBytes();
    known = true;
  }

  void copied(long size) {
    copied.increment();
    doneBytes.add(size);
  }

  /** Of these nothing was to be copied. */
  void kept(long size) {
    kept.increment();
    doneBytes.add(size);
  }

  @Override
  public void hashed(long some) {
    copiedBytes.add(some);
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  void refuseIfCancelled() {
    if (cancelled) {
      throw Running.stopped();
    }
  }

  /** Copied objects count as hashed, the others as reused. */
  AssemblyProgress now() {
    return new AssemblyProgress(
        entries,
        bytes,
        known,
        copied.sum(),
        kept.sum(),
        doneBytes.sum(),
        copiedBytes.sum(),
        Duration.ofNanos(System.nanoTime() - begin),
        0,
        List.of(),
        List.of());
  }

  @Override
  public String toString() {
    return "%d objects copied (%d bytes), %d kept"
        .formatted(copied.sum(), copiedBytes.sum(), kept.sum());
  }
}
