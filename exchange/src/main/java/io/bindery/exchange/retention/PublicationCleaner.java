package io.bindery.exchange.retention;

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
 * Deletes what is old and needed by nobody any more: plans of publications that have ended, what
 * was wrong with manifests, manifests of requests, events, and at last the publications themselves.
 * What has not ended is never touched.
 */
public final class PublicationCleaner {
  private final ActorSystem<?> system;
  private final OldPublications rows;
  private final ExchangeRetentionSettings settings;

  private PublicationCleaner(
      ActorSystem<?> system, String entityType, ExchangeRetentionSettings settings) {
    this.system = system;
    this.rows = new OldPublications(Tables.of(system), entityType);
    this.settings = settings;
  }

  /**
   * Starts it on the oldest node.
   *
   * @param entityType of publications in the journal
   */
  public static void start(
      ActorSystem<?> system, String entityType, ExchangeRetentionSettings settings) {
    var cleaner = new PublicationCleaner(system, entityType, settings);
    Cleaner.start(
        system, NodeRole.EXCHANGE, "publication-cleaner", settings.cleaning(), cleaner::pass);
  }

  private CompletionStage<String> pass(OldPages pages) {
    return pages
        .after(settings.cleaning().eventsAfter(), before -> covered(pages, before))
        .concat(pages.after(settings.plansAfter(), before -> plans(pages, before)))
        .concat(pages.after(settings.publicationsAfter(), before -> publications(pages, before)))
        .runFold(0L, Long::sum, system)
        .thenApply(
            deleted -> deleted == 0 ? "" : "%d rows of publications deleted".formatted(deleted));
  }

  private Source<Long, NotUsed> covered(OldPages pages, Instant before) {
    int slices = OldRows.slices(system);
    return pages.deleting(() -> rows.deleteCovered(0, slices - 1, before, pages.now()));
  }

  private Source<Long, NotUsed> plans(OldPages pages, Instant before) {
    return pages
        .deleting(() -> rows.deleteJobs(before))
        .concat(pages.deleting(() -> rows.deletePlans(before)))
        .concat(pages.deleting(() -> rows.deleteManifests(before)))
        .concat(pages.deleting(() -> rows.deleteRefusals(before)));
  }

  private Source<Long, NotUsed> publications(OldPages pages, Instant before) {
    return pages
        .deleting(() -> rows.deleteEvents(before))
        .concat(pages.deleting(() -> rows.deletePublications(before)));
  }
}
