package io.bindery.packager.retention;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.retention.Cleaner;
import io.bindery.platform.retention.OldPages;
import io.bindery.platform.retention.OldRows;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Deletes what is old and needed by nobody any more: events that a snapshot and the table of jobs
 * have, jobs that have ended, packages that nobody asks for, and checksums that nobody uses. A
 * package takes a snapshot at the end of each job, so that an unfinished one keeps its events.
 */
public final class PackageCleaner {
  /** The journal is looked through in so many parts, along its index. */
  private static final int SLICE_RANGES = 4;

  private final ActorSystem<?> system;
  private final OldPackages rows;
  private final PackageRetentionSettings settings;

  private PackageCleaner(ActorSystem<?> system, PackageRetentionSettings settings) {
    this.system = system;
    this.rows = new OldPackages(Tables.of(system));
    this.settings = settings;
  }

  /** Starts it on the oldest node. */
  public static void start(ActorSystem<?> system, PackageRetentionSettings settings) {
    var cleaner = new PackageCleaner(system, settings);
    Cleaner.start(system, NodeRole.PACKAGER, "package-cleaner", settings.cleaning(), cleaner::pass);
  }

  private CompletionStage<String> pass(OldPages pages) {
    return old(pages)
        .runFold(0L, Long::sum, system)
        .thenApply(deleted -> deleted == 0 ? "" : "%d rows of packages deleted".formatted(deleted));
  }

  private Source<Long, NotUsed> old(OldPages pages) {
    return pages
        .after(settings.cleaning().eventsAfter(), before -> events(pages, before))
        .concat(pages.after(settings.jobsAfter(), before -> jobs(pages, before)))
        .concat(pages.deleting(() -> rows.deleteRefused(settings.refusedKept())))
        .concat(pages.after(settings.packagesAfter(), before -> snapshots(pages, before)))
        .concat(
            pages.after(
                settings.supersededChecksumsAfter(),
                before -> pages.deleting(() -> rows.deleteSuperseded(before))))
        .concat(
            pages.after(
                settings.checksumsAfter(),
                before -> pages.deleting(() -> rows.deleteChecksums(before))));
  }

  private Source<Long, NotUsed> events(OldPages pages, Instant before) {
    int slices = OldRows.slices(system);
    return Source.range(0, SLICE_RANGES - 1)
        .flatMapConcat(
            i ->
                pages.deleting(
                    () ->
                        rows.deleteEvents(
                            i * slices / SLICE_RANGES,
                            (i + 1) * slices / SLICE_RANGES - 1,
                            before,
                            pages.now())));
  }

  /**
   * Slice by slice: a page looks at all snapshots of its slice, and few must be looked at twice.
   */
  private Source<Long, NotUsed> snapshots(OldPages pages, Instant before) {
    return Source.range(0, OldRows.slices(system) - 1)
        .flatMapConcat(slice -> pages.deleting(() -> rows.deleteSnapshots(slice, before)));
  }

  private Source<Long, NotUsed> jobs(OldPages pages, Instant before) {
    return pages
        .deleting(() -> rows.deleteJobs(before))
        .concat(pages.deleting(() -> rows.deleteEntries(before)))
        .concat(pages.deleting(() -> rows.deleteSuggestions(before)));
  }
}
