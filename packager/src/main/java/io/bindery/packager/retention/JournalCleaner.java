package io.bindery.packager.retention;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.stream.javadsl.Source;
import io.bindery.packager.job.Packages;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old and needed by nobody any more: events that a snapshot and the table of jobs
 * have, and jobs that have ended. A package takes a snapshot at the end of each job, so that an
 * unfinished one keeps its events.
 */
public final class JournalCleaner {
  private static final Logger log = LoggerFactory.getLogger(JournalCleaner.class);

  /** Deletes of at most so many rows are one transaction. */
  private static final int PAGE = 1_000;

  /**
   * The projection looks back as far as this, and asks the journal for the event before one that it
   * gets: that must not be missing while it is younger.
   */
  private static final Duration PROJECTION_MEMORY = Duration.ofMinutes(10);

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
    var now = Instant.now();
    var events =
        settings.eventsAfter().map(age -> events(now, now.minus(age))).orElseGet(Source::empty);
    var jobs = settings.jobsAfter().map(age -> jobs(now.minus(age))).orElseGet(Source::empty);
    return events.concat(jobs).runFold(0L, Long::sum, system).thenApply(JournalCleaner::told);
  }

  private static Done told(long deleted) {
    if (deleted > 0) {
      log.info("cleaned up: {} rows of packages deleted", deleted);
    }
    return Done.done();
  }

  private Source<Long, NotUsed> events(Instant now, Instant before) {
    var ranges =
        PersistenceQuery.get(system)
            .getReadJournalFor(R2dbcReadJournal.class, R2dbcReadJournal.Identifier())
            .sliceRanges(Packages.PROJECTION_PARTS);
    return Source.from(ranges)
        .mapAsync(
            1,
            range ->
                rows.position(range.first(), range.second())
                    .thenApply(position -> Pair.create(range, position)))
        .flatMapConcat(
            placed ->
                placed
                    .second()
                    .map(at -> at.minus(PROJECTION_MEMORY))
                    .map(at -> at.isBefore(before) ? at : before)
                    .map(
                        until ->
                            deleting(
                                () ->
                                    rows.deleteEvents(
                                        placed.first().first(),
                                        placed.first().second(),
                                        until,
                                        now,
                                        PAGE)))
                    .orElseGet(Source::empty));
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
