package io.bindery.router.reconcile;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Source;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.Recalled;
import io.bindery.router.batch.RecordedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells which objects of a prefix were recorded: by what its batch remembers, then by its journal,
 * and, where that is cleaned up, by what an earlier reconciliation found.
 */
final class Recorded {
  /** A question must stay below Akka's frame of 256 KiB; a number takes nine bytes at most. */
  private static final int ASKED_AT_ONCE = 10_000;

  /** Notices count whole seconds, and listings do. */
  private static final Duration SAME_TIME = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final R2dbcReadJournal journal;
  private final Duration timeout;

  Recorded(ActorSystem<?> system, Duration timeout) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(R2dbcReadJournal.class, R2dbcReadJournal.Identifier());
    this.timeout = timeout;
  }

  /**
   * Those that were not recorded.
   *
   * @param assumedBefore objects last modified before this count as recorded, if the journal is not
   *     whole
   */
  CompletionStage<List<Listed>> missing(
      BatchKey key, List<Listed> objects, Optional<Instant> assumedBefore) {
    var byIdentity = new HashMap<Long, Listed>();
    objects.forEach(
        object ->
            byIdentity.put(
                RecordedObject.of(object.event(key.bucket()), key.prefix()).identity(), object));
    return recall(key, List.copyOf(byIdentity.keySet()))
        .thenCompose(
            recalled -> {
              byIdentity.keySet().retainAll(new HashSet<>(recalled.unknown()));
              return recalled.begun() && !byIdentity.isEmpty()
                  ? notInJournal(key, byIdentity, assumedBefore)
                  : CompletableFuture.completedFuture(List.copyOf(byIdentity.values()));
            });
  }

  private CompletionStage<Recalled> recall(BatchKey key, List<Long> identities) {
    CompletionStage<Recalled> all =
        CompletableFuture.completedFuture(new Recalled(false, List.of()));
    for (int from = 0; from < identities.size(); from += ASKED_AT_ONCE) {
      var some =
          List.copyOf(identities.subList(from, Math.min(identities.size(), from + ASKED_AT_ONCE)));
      CompletionStage<Recalled> answer =
          sharding
              .entityRefFor(Batch.TYPE_KEY, key.entityId())
              .askWithStatus(replyTo -> new BatchCommand.Recall(key, some, replyTo), timeout);
      all = all.thenCombine(answer, Recorded::both);
    }
    return all;
  }

  private static Recalled both(Recalled one, Recalled other) {
    var unknown = new ArrayList<>(one.unknown());
    unknown.addAll(other.unknown());
    return new Recalled(one.begun() || other.begun(), unknown);
  }

  private CompletionStage<List<Listed>> notInJournal(
      BatchKey key, Map<Long, Listed> byIdentity, Optional<Instant> assumedBefore) {
    var search = new Search(byIdentity);
    Source<EventEnvelope<BatchEvent>, ?> events =
        journal.currentEventsByPersistenceIdTyped(
            PersistenceId.of(Batch.ENTITY_TYPE, key.entityId()).id(), 0, Long.MAX_VALUE);
    return events
        .takeWhile(
            envelope -> {
              search.look(envelope);
              return !search.nothingLeft();
            })
        .run(system)
        .thenApply(done -> search.left(assumedBefore));
  }

  /** Strikes out what a journal holds. */
  private static final class Search {
    private final Map<Long, Listed> byIdentity;
    // Without a version, only name, size and time can tell.
    private final Map<String, Map<Long, Listed>> unversioned = new HashMap<>();
    private boolean whole;

    Search(Map<Long, Listed> byIdentity) {
      this.byIdentity = byIdentity;
      byIdentity.forEach(
          (identity, object) -> {
            if (object.event("").uniqueVersion().isEmpty()) {
              unversioned.computeIfAbsent(object.key(), k -> new HashMap<>()).put(identity, object);
            }
          });
    }

    void look(EventEnvelope<BatchEvent> envelope) {
      whole |= envelope.sequenceNr() == 1;
      if (envelope.event() instanceof BatchEvent.ObjectsRecorded recorded) {
        for (var object : recorded.objects()) {
          byIdentity.remove(object.identity());
          if (!unversioned.isEmpty()) {
            strikeOut(recorded.prefix() + object.name(), object);
          }
        }
      }
    }

    private void strikeOut(String key, RecordedObject recorded) {
      unversioned
          .getOrDefault(key, Map.of())
          .forEach(
              (identity, listed) -> {
                var time = Instant.ofEpochMilli(recorded.eventMillis()).plus(SAME_TIME);
                if (recorded.size() == listed.size() && !time.isBefore(listed.modified())) {
                  byIdentity.remove(identity);
                }
              });
    }

    boolean nothingLeft() {
      return byIdentity.isEmpty();
    }

    List<Listed> left(Optional<Instant> assumedBefore) {
      Collection<Listed> left = byIdentity.values();
      return whole || assumedBefore.isEmpty()
          ? List.copyOf(left)
          : left.stream()
              .filter(object -> !object.modified().isBefore(assumedBefore.get()))
              .toList();
    }
  }
}
