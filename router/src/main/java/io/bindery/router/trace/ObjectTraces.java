package io.bindery.router.trace;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Source;
import io.bindery.platform.database.Tables;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.Recalled;
import io.bindery.router.batch.RecordedObject;
import io.bindery.router.bucket.OwnWrites;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.CommonPrefix;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.policy.PrefixOverride;
import io.bindery.router.retention.BatchRetentionSettings;
import io.bindery.router.trace.ObjectTrace.Ignored;
import io.bindery.router.trace.ObjectTrace.IgnoredAs;
import io.bindery.router.trace.ObjectTrace.Recording;
import io.bindery.router.trace.ObjectTrace.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Finds the notices of one object. A policy may have had another depth when they came, so each
 * folder above the object is looked at. The journal is read as a stream, and for so long at most.
 */
public final class ObjectTraces {
  /** Well within what a request may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How a key that Bindery writes itself is called. */
  private static final String OWN_WRITE =
      "the rule that Bindery's and Quilt's own files, .bindery/ and .quilt/, never count";

  /** Notices count whole seconds, and listings do. */
  private static final Duration SAME_TIME = Duration.ofSeconds(2);

  /** The folders of which anything is left: of some, only the table of closed batches. */
  private static final String JOURNALS =
      """
      SELECT p.place FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS p(id, entity, place)
      WHERE EXISTS (SELECT 1 FROM event_journal j WHERE j.persistence_id = p.id)
        OR EXISTS (SELECT 1 FROM snapshot s WHERE s.persistence_id = p.id)
        OR EXISTS (SELECT 1 FROM closed_batch c WHERE c.entity_id = p.entity)
        OR EXISTS (SELECT 1 FROM open_batch o WHERE o.entity_id = p.entity)
      """;

  private static final String BY_TIME =
      """
      SELECT batch_id FROM closed_batch
      WHERE entity_id = ANY($1) AND first_event_time <= $3 AND last_event_time >= $2
      ORDER BY closed_at LIMIT 5
      """;

  private final ActorSystem<?> system;
  private final Tables tables;
  private final PolicyRegistry policies;
  private final Duration timeout;

  /** After so long nothing may be left of a folder that was quiet; absent: never. */
  private final Optional<Duration> forgetsAfter;

  /**
   * @param timeout how long one batch may take to answer
   * @param retention what is deleted when
   */
  public ObjectTraces(
      ActorSystem<?> system,
      PolicyRegistry policies,
      Duration timeout,
      BatchRetentionSettings retention) {
    this.forgetsAfter =
        retention
            .prefixesAfter()
            .flatMap(
                prefixes ->
                    retention
                        .closedAfter()
                        .map(closed -> prefixes.compareTo(closed) > 0 ? prefixes : closed));
    this.system = system;
    this.tables = Tables.of(system);
    this.policies = policies;
    this.timeout = timeout;
  }

  /**
   * Traces an object.
   *
   * @param versionId which version; absent: all of them
   * @param newest the version that S3 has now, if that is known
   * @param writtenAt when S3 says the object was written, if that is known
   */
  public CompletionStage<ObjectTrace> of(
      String bucket,
      String key,
      Optional<String> versionId,
      Optional<String> newest,
      Optional<Instant> writtenAt) {
    var rule = rule(bucket, key);
    var prefixes = prefixes(key);
    return journals(bucket, prefixes)
        .thenCompose(
            some -> {
              CompletionStage<Search> all =
                  CompletableFuture.completedFuture(
                      new Search(new ArrayList<>(), true, System.nanoTime()));
              for (var prefix : some) {
                all = all.thenCompose(search -> search(search, bucket, prefix, key, versionId));
              }
              return all;
            })
        .thenCompose(
            search -> {
              search.recordings.sort(Comparator.comparing(Recording::recordedAt));
              boolean complete = search.complete && !mayBeForgotten(writtenAt);
              var known =
                  new ObjectTrace(rule, search.recordings, complete, Optional.empty(), List.of());
              return search.recordings.isEmpty() && !complete
                  ? beyondJournal(known, bucket, key, versionId.or(() -> newest), writtenAt)
                  : CompletableFuture.completedFuture(known);
            });
  }

  private boolean mayBeForgotten(Optional<Instant> writtenAt) {
    return forgetsAfter
        .flatMap(age -> writtenAt.filter(at -> at.isBefore(Instant.now().minus(age))))
        .isPresent();
  }

  private Rule rule(String bucket, String key) {
    var policy = policies.current().of(bucket);
    var prefix = policy.map(inForce -> inForce.prefixOf(key)).orElse("");
    return new Rule(
        policy.isPresent(),
        policies.current().dropsUnknown(),
        ignored(key, policy),
        prefix,
        policy.map(inForce -> inForce.depthOf(key)).orElse(0),
        policy.flatMap(inForce -> inForce.overrideFor(key)).map(PrefixOverride::prefix),
        policies.current().packages(bucket, prefix));
  }

  private static Optional<Ignored> ignored(String key, Optional<BucketPolicy> policy) {
    if (OwnWrites.has(key)) {
      return Optional.of(new Ignored(IgnoredAs.OWN_FILE, OWN_WRITE));
    }
    return policy.flatMap(
        inForce ->
            inForce
                .ignoring(key)
                .map(
                    words ->
                        new Ignored(
                            inForce.ignoresRoot(key) ? IgnoredAs.ROOT : IgnoredAs.PREFIX, words)));
  }

  /** All that a policy can have taken for the common prefix. */
  private static List<String> prefixes(String key) {
    return IntStream.rangeClosed(0, (int) key.chars().filter(c -> c == '/').count())
        .limit(CommonPrefix.MAX_DEPTH + 1L)
        .mapToObj(depth -> CommonPrefix.of(key, depth))
        .distinct()
        .toList();
  }

  private static String persistenceId(String bucket, String prefix) {
    return PersistenceId.of(Batch.ENTITY_TYPE, new BatchKey(bucket, prefix).entityId()).id();
  }

  private static String[] entities(String bucket, List<String> prefixes) {
    return prefixes.stream()
        .map(prefix -> new BatchKey(bucket, prefix).entityId())
        .toArray(String[]::new);
  }

  private CompletionStage<List<String>> journals(String bucket, List<String> prefixes) {
    var ids = prefixes.stream().map(prefix -> persistenceId(bucket, prefix)).toArray(String[]::new);
    return tables.select(
        JOURNALS,
        statement -> statement.bind(0, ids).bind(1, entities(bucket, prefixes)),
        row -> prefixes.get(row.get(0, Long.class).intValue() - 1));
  }

  /** What was found in the journals of some prefixes, and since when it is looked for. */
  private record Search(List<Recording> recordings, boolean complete, long begun) {
    Duration left() {
      return PATIENCE.minusNanos(System.nanoTime() - begun);
    }
  }

  private CompletionStage<Search> search(
      Search before, String bucket, String prefix, String key, Optional<String> versionId) {
    var left = before.left();
    if (left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(new Search(before.recordings, false, before.begun));
    }
    var found =
        new Occurrences(
            prefix,
            key.substring(prefix.length()),
            versionId
                .filter(ObjectTraces::tellsWrites)
                .map(version -> OptionalLong.of(identity(bucket, key, version, prefix)))
                .orElse(OptionalLong.empty()));
    var ended = new boolean[1];
    Source<EventEnvelope<BatchEvent>, ?> events =
        PersistenceQuery.get(system)
            .getReadJournalFor(R2dbcReadJournal.class, R2dbcReadJournal.Identifier())
            .currentEventsByPersistenceIdTyped(persistenceId(bucket, prefix), 0, Long.MAX_VALUE);
    return events
        .concat(
            Source.lazySource(
                () -> {
                  ended[0] = true;
                  return Source.empty();
                }))
        .takeWithin(left)
        .runForeach(envelope -> found.next(envelope.sequenceNr(), envelope.event()), system)
        .thenApply(
            done -> {
              before.recordings.addAll(found.found());
              return new Search(
                  before.recordings, before.complete && ended[0] && found.isWhole(), before.begun);
            });
  }

  /** The journal of then is cleaned up: what batches remember, and the table of closed ones. */
  private CompletionStage<ObjectTrace> beyondJournal(
      ObjectTrace known,
      String bucket,
      String key,
      Optional<String> version,
      Optional<Instant> writtenAt) {
    CompletionStage<List<String>> byTime =
        writtenAt.isEmpty()
            ? CompletableFuture.completedFuture(List.of())
            : tables.select(
                BY_TIME,
                statement ->
                    statement
                        .bind(0, entities(bucket, prefixes(key)))
                        .bind(1, writtenAt.get().minus(SAME_TIME).atOffset(ZoneOffset.UTC))
                        .bind(2, writtenAt.get().plus(SAME_TIME).atOffset(ZoneOffset.UTC)),
                row -> row.get(0, String.class));
    return recall(bucket, key, known.rule().prefix(), version)
        .thenCombine(
            byTime,
            (remembered, batches) ->
                new ObjectTrace(
                    known.rule(), known.recordings(), known.complete(), remembered, batches));
  }

  private CompletionStage<Optional<Boolean>> recall(
      String bucket, String key, String prefix, Optional<String> version) {
    if (version.filter(ObjectTraces::tellsWrites).isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var batch = new BatchKey(bucket, prefix);
    var identity = identity(bucket, key, version.get(), prefix);
    return ClusterSharding.get(system)
        .entityRefFor(Batch.TYPE_KEY, batch.entityId())
        .askWithStatus(
            (ActorRef<StatusReply<Recalled>> replyTo) ->
                new BatchCommand.Recall(batch, List.of(identity), replyTo),
            timeout)
        .thenApply(recalled -> Optional.of(recalled.begun() && recalled.unknown().isEmpty()));
  }

  private static long identity(String bucket, String key, String version, String prefix) {
    return RecordedObject.of(written(bucket, key, version), prefix).identity();
  }

  /** Whether a version says which write it was: then one notice of it is told from all others. */
  private static boolean tellsWrites(String version) {
    return written("", "", version).uniqueVersion().isPresent();
  }

  private static ObjectEvent written(String bucket, String key, String version) {
    return new ObjectEvent(
        ObjectEvent.Kind.CREATED,
        bucket,
        key,
        Optional.of(version),
        0,
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        "");
  }
}
