package io.bindery.packager.retention;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.persistence.Persistence;
import akka.stream.javadsl.Source;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old and needed by nobody any more: events that a snapshot and the table of jobs
 * have, jobs that have ended, packages that nobody asks for, and checksums that nobody uses. A
 * package takes a snapshot at the end of each job, so that an unfinished one keeps its events.
 */
public final class JournalCleaner {
  private static final Logger log = LoggerFactory.getLogger(JournalCleaner.class);

  /** Deletes of at most so many rows are one transaction. */
  private static final int PAGE = 1_000;

  /** The journal is looked through in so many parts, along its index. */
  private static final int SLICE_RANGES = 4;

  private final ActorSystem<?> system;
  private final OldRows rows;
  private final RetentionSettings settings;

  private JournalCleaner(ActorSystem<?> system, RetentionSettings settings) {
    this.system = system;
    this.rows = new OldRows(Tables.of(system));
    this.settings = settings;
  }

  /** Starts it on the oldest node. */
  public static void start(ActorSystem<?> system, RetentionSettings settings) {
    var cleaner = new JournalCleaner(system, settings);
    Rounds.start(system, "package-cleaner", settings.interval(), cleaner::pass);
  }

  private CompletionStage<Done> pass() {
    return rows.now()
        .thenCompose(now -> old(now).runFold(0L, Long::sum, system))
        .thenApply(JournalCleaner::told);
  }

  private Source<Long, NotUsed> old(Instant now) {
    return since(now, settings.eventsAfter(), before -> events(now, before))
        .concat(since(now, settings.jobsAfter(), this::jobs))
        .concat(deleting(() -> rows.deleteRefused(settings.refusedKept(), PAGE)))
        .concat(since(now, settings.packagesAfter(), this::snapshots))
        .concat(
            since(
                now,
                settings.supersededChecksumsAfter(),
                before -> deleting(() -> rows.deleteSuperseded(before, PAGE))))
        .concat(
            since(
                now,
                settings.checksumsAfter(),
                before -> deleting(() -> rows.deleteChecksums(before, PAGE))));
  }

  private static Source<Long, NotUsed> since(
      Instant now, Optional<Duration> age, Function<Instant, Source<Long, NotUsed>> deleting) {
    return age.map(now::minus).map(deleting).orElseGet(Source::empty);
  }

  private static Done told(long deleted) {
    if (deleted > 0) {
      log.info("cleaned up: {} rows of packages deleted", deleted);
    }
    return Done.done();
  }

  private Source<Long, NotUsed> events(Instant now, Instant before) {
    int slices = slices();
    return Source.range(0, SLICE_RANGES - 1)
        .flatMapConcat(
            i ->
                deleting(
                    () ->
                        rows.deleteEvents(
                            i * slices / SLICE_RANGES,
                            (i + 1) * slices / SLICE_RANGES - 1,
                            before,
                            now,
                            PAGE)));
  }

  /**
   * Slice by slice: a page looks at all snapshots of its slice, and few must be looked at twice.
   */
  private Source<Long, NotUsed> snapshots(Instant before) {
    return Source.range(0, slices() - 1)
        .flatMapConcat(slice -> deleting(() -> rows.deleteSnapshots(slice, before, PAGE)));
  }

  private int slices() {
    return Persistence.get(system).numberOfSlices();
  }

  private Source<Long, NotUsed> jobs(Instant before) {
    return deleting(() -> rows.deleteJobs(before, PAGE))
        .concat(deleting(() -> rows.deleteEntries(before, PAGE)));
  }

  private Source<Long, NotUsed> deleting(Supplier<CompletionStage<Long>> page) {
    return Source.unfoldAsync(
            true,
            more ->
                page.get()
                    .thenApply(
                        number ->
                            number == 0
                                ? Optional.<Pair<Boolean, Long>>empty()
                                : Optional.of(Pair.create(true, number))))
        .throttle(settings.rowsPerSecond(), Duration.ofSeconds(1), Long::intValue);
  }
}
