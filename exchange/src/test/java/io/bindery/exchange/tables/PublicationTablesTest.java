package io.bindery.exchange.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetEnded;
import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetIntended;
import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetStarted;
import io.bindery.exchange.publication.Ending.Cancelled;
import io.bindery.exchange.publication.Ending.Failed;
import io.bindery.exchange.publication.Ending.Published;
import io.bindery.exchange.publication.Ending.Refused;
import io.bindery.exchange.publication.Ending.Revoked;
import io.bindery.exchange.publication.Ending.Unchanged;
import io.bindery.exchange.publication.JobEnd;
import io.bindery.exchange.publication.JobEvent.JobCreated;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.OrderEvent.CancelOrdered;
import io.bindery.exchange.publication.OrderEvent.GoOnOrdered;
import io.bindery.exchange.publication.OrderEvent.RevokeOrdered;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationEvent.FinalizingStarted;
import io.bindery.exchange.publication.PublicationEvent.GivenUp;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.publication.PublicationEvent.KeptRevision;
import io.bindery.exchange.publication.PublicationEvent.PlannedJob;
import io.bindery.exchange.publication.PublicationEvent.PreparationStarted;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.QuotaMet;
import io.bindery.exchange.publication.PublicationEvent.Received;
import io.bindery.exchange.publication.PublicationEvent.Recut;
import io.bindery.exchange.publication.PublicationEvent.SubscribersTold;
import io.bindery.exchange.publication.PublicationEvent.TurnTaken;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.exchange.publication.QuotaName;
import io.bindery.exchange.publication.ReasonCode;
import io.bindery.exchange.publication.RevisionEvent.RevisionCreated;
import io.bindery.exchange.publication.RevisionEvent.RevisionFilled;
import io.bindery.exchange.publication.RevisionEvent.RevisionFinalized;
import io.bindery.exchange.publication.RevisionEvent.RevisionIntended;
import io.bindery.exchange.publication.RevisionEvent.RevisionRemoved;
import io.bindery.exchange.publication.RevisionEvent.RevisionRevoked;
import io.bindery.exchange.publication.Waits;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.InStep.Written;
import io.bindery.platform.wake.Timer;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the events of publications leave in the tables, on a real Postgres. */
class PublicationTablesTest {
  private static final Instant AT = Instant.parse("2026-11-30T05:00:00.123456Z");
  private static final ManifestRef MANIFEST =
      new ManifestRef.InBucket("in", "2026/a b#1.json", Optional.of("v1"), Optional.of("e"));
  private static final String DATA_SET = "d1".repeat(16);

  private static ExchangeWorld world;
  private static ActorSystem<Void> system;
  private static PublicationLists lists;

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    system = ActorSystem.create(Behaviors.empty(), "tables", world.settings(Map.of()));
    lists = new PublicationLists(Tables.of(system));
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    world.close();
  }

  private static long sequence;

  /** In the journal's way: all in one transaction, in order. */
  private static void happened(String id, PublicationEvent... events) {
    var written = new ArrayList<Written<PublicationEvent>>();
    for (var event : events) {
      written.add(new Written<>(id, ++sequence, event));
    }
    Tables.of(system)
        .together(connection -> PublicationTables.inStep().statements(connection, written))
        .toCompletableFuture()
        .join();
  }

  private static PublicationView find(String id) {
    return lists.find(id).toCompletableFuture().join().orElseThrow();
  }

  private static Received received(Optional<String> by) {
    return new Received(MANIFEST, false, by, Optional.empty(), AT);
  }

  private static Prepared prepared(String dataSet, long revisions, long jobs, long assets) {
    return new Prepared(
        1,
        Optional.of("prod-1"),
        dataSet,
        "import",
        Optional.of("no\0vember"),
        Map.of(),
        assets,
        assets * 10,
        revisions,
        jobs,
        "digest",
        List.of("12 entries have no version", "another"),
        Optional.empty(),
        AT.plusSeconds(1));
  }

  private static List<PlannedJob> jobs(int count) {
    return IntStream.range(0, count).mapToObj(i -> new PlannedJob(i, 100)).toList();
  }

  private static JobEnded ended(long revision, int job, JobEnd how, Optional<String> error) {
    return new JobEnded(
        revision, job, 1, Optional.of("j" + job), how, 100, Optional.empty(), error, AT);
  }

  /** What the feed told of a publication. */
  private static List<JsonNode> told(String id) throws IOException {
    var all = new ArrayList<JsonNode>();
    for (var row :
        world.query("SELECT * FROM change_feed WHERE type = 'publication' ORDER BY number")) {
      var doc = new JsonMapper().readTree((String) row.get("doc"));
      if (doc.path("publication_id").asText().equals(id)) {
        assertThat(row.get("bucket")).isEqualTo("in");
        assertThat(row.get("prefix")).isEqualTo("2026/a b#1.json");
        all.add(doc);
      }
    }
    return all;
  }

  @Test
  void aLifeIsToldStepByStep() throws IOException {
    var id = "1".repeat(32);
    happened(id, received(Optional.of("ada")), new PreparationStarted(AT));
    assertThat(find(id).state()).isEqualTo(PublicationState.PREPARING);
    assertThat(find(id).progress()).isEmpty();
    happened(id, prepared(DATA_SET, 2, 3, 300), new TurnTaken(AT));
    assertThat(find(id).comment()).contains("no\uFFFDvember");
    assertThat(find(id).notices()).containsExactly("12 entries have no version", "another");
    happened(
        id,
        new RevisionIntended(0, jobs(2), 200, 2000, AT),
        new RevisionCreated(0, "r0", "arn:r0", AT),
        new JobIntended(0, 0, 1, 100, AT),
        new JobIntended(0, 1, 1, 100, AT),
        new JobCreated(0, 0, 1, "j0", AT));
    assertThat(find(id).openJobs())
        .containsExactly(
            new PublicationView.OpenJob(1, 1, 1, Optional.of("j0"), Optional.empty(), AT),
            new PublicationView.OpenJob(1, 2, 1, Optional.empty(), Optional.empty(), AT));
    assertThat(find(id).progress())
        .contains(new PublicationView.Progress(300, 0, 3000, 3, 0, 2, 2, 0, 0, 1));
    happened(
        id,
        ended(0, 0, JobEnd.COMPLETED, Optional.empty()),
        ended(0, 1, JobEnd.ERROR, Optional.of("no right to a")));
    assertThat(find(id).openJobs())
        .containsExactly(
            new PublicationView.OpenJob(
                1, 2, 1, Optional.empty(), Optional.of("no right to a"), AT));
    assertThat(find(id).revisions().get(0).error()).contains("no right to a");
    happened(
        id,
        new JobIntended(0, 1, 2, 100, AT),
        ended(0, 1, JobEnd.COMPLETED, Optional.empty()),
        new RevisionFilled(0, AT));
    assertThat(find(id).progress())
        .contains(new PublicationView.Progress(300, 200, 3000, 3, 2, 0, 2, 1, 0, 2));
    assertThat(find(id).revisions().get(0).error()).isEmpty();
    happened(
        id,
        new RevisionIntended(1, jobs(1), 100, 1000, AT),
        new RevisionCreated(1, "r1", "arn:r1", AT),
        new JobIntended(1, 0, 1, 100, AT),
        ended(1, 0, JobEnd.COMPLETED, Optional.empty()),
        new RevisionFilled(1, AT),
        new FinalizingStarted(AT),
        new RevisionFinalized(0, AT),
        new Held(ReasonCode.FINALIZE_REFUSED, "1 of 2 is out", AT));
    var held = find(id);
    assertThat(held.state()).isEqualTo(PublicationState.HELD);
    assertThat(held.error()).contains("1 of 2 is out");
    assertThat(held.reason()).contains("finalize-refused");
    assertThat(held.finishedAt()).isEmpty();
    assertThat(due(id)).as("an order wakes it").isEmpty();
    assertThat(held.revisions().stream().map(PublicationView.RevisionView::state))
        .containsExactly("final", "filled");
    happened(id, new GoOnOrdered(Optional.of("bob"), AT));
    assertThat(find(id).state()).isEqualTo(PublicationState.FINALIZING);
    assertThat(find(id).error()).isEmpty();
    assertThat(due(id)).isNotEmpty();
    happened(
        id,
        new RevisionFinalized(1, AT),
        new Published("0123456789abcdef0123456789abcdef", "d", AT.plusSeconds(60)));
    var published = find(id);
    assertThat(published.state()).isEqualTo(PublicationState.PUBLISHED);
    assertThat(published.finishedAt()).contains(AT.plusSeconds(60));
    assertThat(published.progress())
        .contains(new PublicationView.Progress(300, 300, 3000, 3, 3, 0, 2, 2, 2, 2));
    assertThat(due(id)).isEmpty();
    happened(id, new RevokeOrdered(Optional.of("eve"), "a wrong run", AT));
    assertThat(find(id).finishedAt()).isEmpty();
    happened(id, new RevisionRevoked(0, AT), new RevisionRevoked(1, AT), new Revoked(AT));
    assertThat(find(id).state()).isEqualTo(PublicationState.REVOKED);
    assertThat(find(id).progress().orElseThrow().revisionsFinal()).isZero();
    assertThat(find(id).orders())
        .containsExactly(
            new PublicationView.Order("go-on", "bob", AT, Optional.empty()),
            new PublicationView.Order("revoke", "eve", AT, Optional.of("a wrong run")));
    var feed = told(id);
    assertThat(feed.stream().map(it -> it.path("event").asText()))
        .containsSubsequence("received", "preparing", "prepared", "started", "revision-created")
        .containsSubsequence("job-done", "job-failed", "revision-filled", "finalizing")
        .containsSubsequence("revision-final", "held", "go-on-ordered", "published", "revoked");
    assertThat(feed.get(0).path("manifest").asText())
        .isEqualTo(S3Uri.of("in", "2026/a b#1.json", "v1").toString());
    assertThat(feed.get(0).path("at").asText()).isEqualTo(AT.toString());
    var last = feed.get(feed.size() - 1);
    assertThat(last.path("state").asText()).isEqualTo("revoked");
    assertThat(last.at("/progress/assets_done").asLong()).isEqualTo(300);
    assertThat(feed.stream().filter(it -> it.path("event").asText().equals("revoke-ordered")))
        .singleElement()
        .satisfies(it -> assertThat(it.path("ordered_by").asText()).isEqualTo("eve"));
  }

  /** What was refused while something was taken back is gone on with as that. */
  @Test
  void goingOnWithARemovalIsToldAsOne() {
    var refused = new Held(ReasonCode.REMOVAL_REFUSED, "Revision 1 of 1 was not removed.", AT);
    var cancelled = "8".repeat(32);
    happened(
        cancelled,
        received(Optional.of("ada")),
        prepared(DATA_SET, 1, 1, 100),
        new CancelOrdered(Optional.of("ada"), AT),
        refused,
        new GoOnOrdered(Optional.of("bob"), AT));
    assertThat(find(cancelled).state()).isEqualTo(PublicationState.REMOVING);

    var revoked = "9".repeat(32);
    happened(
        revoked,
        received(Optional.of("ada")),
        prepared(DATA_SET, 1, 1, 100),
        new RevokeOrdered(Optional.of("eve"), "a wrong run", AT),
        refused,
        new GoOnOrdered(Optional.of("bob"), AT));
    assertThat(find(revoked).state()).isEqualTo(PublicationState.REVOKING);
  }

  private static Optional<Object> due(String id) {
    return Optional.ofNullable(
        world
            .query("SELECT due_at FROM publication WHERE publication_id = '%s'".formatted(id))
            .get(0)
            .get("due_at"));
  }

  @Test
  void everyKindOfEventIsTaken() {
    var id = "2".repeat(32);
    var by = Optional.of("ada");
    var samples =
        List.<PublicationEvent>of(
            received(Optional.empty()),
            new PreparationStarted(AT),
            prepared(DATA_SET, 2, 3, 300),
            new TurnTaken(AT),
            new RevisionIntended(0, jobs(2), 200, 2000, AT),
            new RevisionCreated(0, "r0", "arn:r0", AT),
            new JobIntended(0, 0, 1, 100, AT),
            new JobCreated(0, 0, 1, "j0", AT),
            ended(0, 0, JobEnd.WITHDRAWN, Optional.empty()),
            ended(0, 0, JobEnd.TIMED_OUT, Optional.empty()),
            new QuotaMet(QuotaName.ASSETS_PER_JOB, 50, AT),
            new Recut(2, 3, 6, List.of(new KeptRevision(0, jobs(4), 200, 2000)), AT),
            new RevisionFilled(0, AT),
            new FinalizingStarted(AT),
            new RevisionFinalized(0, AT),
            new ChangeSetIntended(0, 1, 0, 0, AT),
            new ChangeSetStarted(0, 1, "c", AT),
            new ChangeSetEnded(0, 1, Optional.of("no"), true, AT),
            new SubscribersTold(Optional.of("no right\nto tell"), AT),
            new Held(ReasonCode.CHANGE_SET_FAILED, "why", AT),
            new CancelOrdered(by, AT),
            new GoOnOrdered(by, AT),
            new RevokeOrdered(by, "a wrong run", AT),
            new GivenUp(ReasonCode.MALWARE, "why", AT),
            new RevisionRevoked(0, AT),
            new RevisionRemoved(0, AT),
            new Published("0123456789abcdef0123456789abcdef", "d", AT),
            new Unchanged("3".repeat(32), AT),
            new Refused("1 thing is wrong", 1, AT),
            new Failed(ReasonCode.ACCESS, "why", AT),
            new Cancelled(AT),
            new Revoked(AT));
    assertThat(samples.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(kinds(PublicationEvent.class));
    samples.forEach(event -> happened(id, event));
    assertThat(find(id).notices()).contains("Subscribers could not be told: no right to tell");
    // A request that comes again once it is forgotten begins anew.
    happened(id, received(Optional.empty()));
    var anew = find(id);
    assertThat(anew.state()).isEqualTo(PublicationState.RECEIVED);
    assertThat(anew.orders()).isEmpty();
    assertThat(anew.revisions()).isEmpty();
  }

  private static Set<Class<?>> kinds(Class<?> sealed) {
    var all = new HashSet<Class<?>>();
    for (var one : sealed.getPermittedSubclasses()) {
      if (one.isSealed()) {
        all.addAll(kinds(one));
      } else {
        all.add(one);
      }
    }
    return all;
  }

  @Test
  void aRowThatIsGoneIsNoError() {
    var id = "4".repeat(32);
    happened(
        id,
        new RevokeOrdered(Optional.of("ada"), "a wrong run", AT),
        new RevisionIntended(0, jobs(1), 100, 1000, AT),
        new JobIntended(0, 0, 1, 100, AT),
        new Revoked(AT));
    assertThat(lists.find(id).toCompletableFuture().join()).isEmpty();
  }

  @Test
  void whatPassesIsToldBesideTheJournal() throws IOException {
    var id = "5".repeat(32);
    var waits = PublicationTables.waits(system);
    happened(id, received(Optional.empty()));
    waits.waits(id, Optional.of(new Waits.Wait("slot", "a slot: 10 of 10 are taken", AT)));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(find(id).waitingFor()).contains("a slot: 10 of 10 are taken"));
    assertThat(find(id).waitingSince()).contains(AT);
    assertThat(timers()).isEmpty();
    // Another attempt is no news, but a timer.
    var again = AT.plusSeconds(20);
    waits.waits(
        id,
        Optional.of(new Waits.Wait("slot", "a slot: 10 of 10 are taken", AT, Optional.of(again))));
    await().atMost(Duration.ofSeconds(60)).until(() -> !timers().isEmpty());
    assertThat(timers())
        .containsExactly(
            new Timer(
                again,
                "publication",
                id,
                "tries-again",
                "the publication of %s goes on, as it waits for a slot: 10 of 10 are taken"
                    .formatted(MANIFEST.object().orElseThrow().uri()),
                Optional.of("in"),
                Optional.empty()));
    waits.waits(id, Optional.empty());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(find(id).waitingFor()).isEmpty());
    assertThat(timers()).isEmpty();
    assertThat(told(id).stream().map(it -> it.path("event").asText()))
        .containsExactly("received", "waiting", "waited");
    // What comes late changes nothing.
    happened(id, new Refused("1 thing is wrong", 1, AT));
    waits.waits(id, Optional.of(new Waits.Wait("s3", "S3", AT)));
    var other = "6".repeat(32);
    happened(other, received(Optional.empty()));
    waits.waits(other, Optional.of(new Waits.Wait("s3", "S3", AT)));
    await().atMost(Duration.ofSeconds(60)).until(() -> find(other).waitingFor().isPresent());
    assertThat(find(id).waitingFor()).isEmpty();
  }

  /** Those of waits; what is owed to manifests and topics is not asked for here. */
  private static List<Timer> timers() {
    return new PublicationTimers(Tables.of(system))
        .next(Cursor.of(""), AT.plusSeconds(3600), 100).toCompletableFuture().join().stream()
            .filter(timer -> timer.kind().equals("publication"))
            .toList();
  }

  @Test
  void listsAreFilteredAndComeInParts() {
    var dataSet = "e5".repeat(16);
    var ids = List.of("7a", "7b", "7c", "7d", "7e").stream().map(it -> it.repeat(16)).toList();
    for (var id : ids) {
      // All of one moment: the id tells them apart.
      happened(id, received(Optional.empty()), prepared(dataSet, 1, 1, 1));
    }
    happened(ids.get(4), new TurnTaken(AT));
    var filter = PublicationFilter.ALL.dataSet(Optional.of(dataSet));
    var found = new ArrayList<String>();
    Optional<Cursor> after = Optional.empty();
    do {
      var page = lists.list(filter, after, 2).toCompletableFuture().join();
      page.items().forEach(it -> found.add(it.publicationId()));
      after = page.next();
    } while (after.isPresent());
    assertThat(found).containsExactlyInAnyOrderElementsOf(ids).doesNotHaveDuplicates();
    assertThat(ids(filter.state(Optional.of(PublicationState.IMPORTING))))
        .containsExactly(ids.get(4));
    assertThat(ids(filter.product(Optional.of("prod-1")))).hasSize(5);
    assertThat(ids(filter.product(Optional.of("prod-\0")))).isEmpty();
    var object = S3Uri.of("in", "2026/a b#1.json");
    assertThat(ids(filter.manifest(Optional.of(object)))).hasSize(5);
    assertThat(ids(filter.manifest(Optional.of(S3Uri.of("in", object.key(), "v2"))))).isEmpty();
    assertThat(ids(filter.manifest(Optional.of(S3Uri.of("out", object.key()))))).isEmpty();
  }

  private static List<String> ids(PublicationFilter filter) {
    return lists.list(filter, Optional.empty(), 100).toCompletableFuture().join().items().stream()
        .map(PublicationView::publicationId)
        .toList();
  }

  @Test
  void everyStateIsAWordOfTheTable() {
    assertThat(Arrays.stream(PublicationState.values()).map(PublicationState::word))
        .doesNotHaveDuplicates()
        .allSatisfy(word -> assertThat(PublicationState.of(word)).isPresent());
  }
}
