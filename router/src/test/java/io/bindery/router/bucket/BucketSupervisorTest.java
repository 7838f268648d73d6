package io.bindery.router.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import akka.pattern.StatusReply;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.ahead.RecordedObjects;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.batch.Arrivals;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.RecordedObject;
import io.bindery.router.batch.Uncounted;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.IgnorePrefixes;
import io.bindery.router.policy.PlainPolicies;
import io.bindery.router.policy.Policies;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.policy.RootRule;
import io.bindery.router.policy.UnknownBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BucketSupervisorTest {
  private static ActorTestKit kit;
  private static final Instant TIME = Instant.parse("2026-11-20T10:00:00Z");
  private static final BucketPolicy POLICY =
      PlainPolicies.policy(
          "lab-data",
          IgnorePrefixes.of(List.of("raw/*", "*.tmp")),
          2,
          PlainPolicies.trigger(20, Duration.ofMinutes(5)));

  private record Call(BatchKey key, Arrivals arrivals, CompletableFuture<Done> answer) {
    List<RecordedObject> objects() {
      return arrivals.objects();
    }
  }

  private record Noted(BatchKey key, Uncounted uncounted) {}

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<Noted> noted = new CopyOnWriteArrayList<>();

  private final BatchGateway batches =
      new BatchGateway() {
        @Override
        public CompletableFuture<Done> record(BatchKey key, Arrivals arrivals) {
          var call = new Call(key, arrivals, new CompletableFuture<>());
          calls.add(call);
          return call.answer();
        }

        @Override
        public void note(BatchKey key, Uncounted uncounted) {
          noted.add(new Noted(key, uncounted));
        }
      };

  private final PolicyRegistry policies =
      new PolicyRegistry(new Policies(Map.of("lab-data", POLICY), POLICY, UnknownBucket.REJECT));
  private final ActorRef<BucketSupervisor.Command> supervisor =
      kit.spawn(BucketSupervisor.create("lab-data", policies, batches));
  private final TestProbe<BucketSupervisor.Accepted> accepted =
      kit.createTestProbe(BucketSupervisor.Accepted.class);

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            "BucketSupervisorTest",
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void handsOnTheEventsOfOnePrefixInOneGo() {
    accept(created("a/b/1"), created("c/2"), created("a/b/x/3"), created("4"), created("a/b/1"));
    awaitCalls(3);
    assertThat(calls)
        .extracting(Call::key)
        .containsExactly(
            new BatchKey("lab-data", "a/b/"),
            new BatchKey("lab-data", "c/"),
            new BatchKey("lab-data", ""));
    assertThat(calls.get(0).objects())
        .extracting(RecordedObject::name)
        .containsExactly("1", "x/3", "1");
    assertThat(calls.get(0).objects().get(0)).isEqualTo(calls.get(0).objects().get(2));
    accepted.expectNoMessage(Duration.ofMillis(50));
    calls.forEach(call -> call.answer().complete(Done.done()));
    assertThat(accepted.receiveMessage().failures()).hasSize(5).allMatch(Optional::isEmpty);
  }

  @Test
  void answersAtOnceWhereNothingCounts() {
    accept(
        created("raw/1"),
        created("x.tmp"),
        created("raw/2"),
        created(".quilt/packages/abc"),
        created(".bindery/x"),
        event("a/b", ObjectEvent.Kind.DELETED),
        event("a/b", ObjectEvent.Kind.RESTORED));
    assertThat(accepted.receiveMessage().failures()).hasSize(7).allMatch(Optional::isEmpty);
    assertThat(calls).isEmpty();
    // Their batches hear of it with what counts there next.
    accept(created("a/1"), created("x"));
    awaitCalls(2);
    assertThat(calls)
        .extracting(call -> call.arrivals().uncounted())
        .containsExactly(
            new Uncounted(0, 1, 1, Map.of()), new Uncounted(0, 0, 0, Map.of("*.tmp", 1L)));
  }

  @Test
  void goesByThePolicyInForce() {
    accept(created("raw/a/1"));
    assertThat(accepted.receiveMessage().failures()).containsExactly(Optional.empty());
    policies.replace(
        policies
            .current()
            .with(
                PlainPolicies.policy(
                    "lab-data", IgnorePrefixes.of(List.of()), 1, POLICY.trigger())));
    accept(created("raw/a/1"));
    awaitCalls(1);
    assertThat(calls.get(0).key().prefix()).isEqualTo("raw/");
    policies.replace(policies.current().without("lab-data"));
    accept(created("raw/a/2"));
    assertThat(accepted.receiveMessage().failures())
        .containsExactly(Optional.of("bucket lab-data is no longer watched"));
  }

  @Test
  void whatDoesNotCountGoesAlongWithWhatDoes() {
    accept(
        event("a/b/1", ObjectEvent.Kind.DELETED),
        event("a/b/2", ObjectEvent.Kind.RESTORED),
        created("raw/x/1"));
    accepted.receiveMessage();
    assertThat(noted).isEmpty();
    accept(created("a/b/3"));
    awaitCalls(1);
    assertThat(calls.get(0).arrivals().uncounted()).isEqualTo(new Uncounted(0, 1, 1, Map.of()));
    // The batch is known to be busy now, and is told at once.
    accept(event("a/b/4", ObjectEvent.Kind.DELETED), created("raw/x/2"));
    accepted.receiveMessage();
    assertThat(noted)
        .containsExactly(
            new Noted(new BatchKey("lab-data", "a/b/"), new Uncounted(0, 1, 0, Map.of())));
    accept(created("a/b/5"));
    awaitCalls(2);
    assertThat(calls.get(1).arrivals().uncounted()).isEqualTo(Uncounted.NONE);
  }

  @Test
  void deletedObjectsCountIfThePolicySaysSo() {
    policies.replace(
        policies
            .current()
            .with(
                new BucketPolicy(
                    "lab-data",
                    POLICY.ignorePrefixes(),
                    RootRule.IGNORE,
                    2,
                    POLICY.trigger(),
                    true,
                    Optional.empty(),
                    List.of())));
    accept(
        event("a/b/1", ObjectEvent.Kind.DELETED),
        event("raw/1", ObjectEvent.Kind.DELETED),
        event("a/b/1", ObjectEvent.Kind.RESTORED));
    awaitCalls(1);
    assertThat(calls.get(0).objects()).isEmpty();
    assertThat(calls.get(0).arrivals().deleted())
        .extracting(RecordedObject::name)
        .containsExactly("1");
    assertThat(calls.get(0).arrivals().uncounted()).isEqualTo(new Uncounted(0, 0, 1, Map.of()));
  }

  @Test
  void theRootIsIgnoredIfThePolicySaysSo() {
    policies.replace(
        policies
            .current()
            .with(
                new BucketPolicy(
                    "lab-data",
                    IgnorePrefixes.of(List.of()),
                    RootRule.IGNORE,
                    2,
                    POLICY.trigger(),
                    false,
                    Optional.empty(),
                    List.of())));
    accept(created("stray.txt"), created("a/b/1"));
    awaitCalls(1);
    assertThat(calls.get(0).key().prefix()).isEqualTo("a/b/");
    assertThat(calls).hasSize(1);
  }

  @Test
  void unknownBucketsGoByTheDefaultPolicyIfTheyAreLetIn() {
    policies.replace(new Policies(Map.of(), POLICY, UnknownBucket.DEFAULT_POLICY));
    accept(created("a/b/c/1"));
    awaitCalls(1);
    assertThat(calls.get(0).key()).isEqualTo(new BatchKey("lab-data", "a/b/"));
  }

  @Test
  void onlyTheBucketsOwnRegistryIsAnOwnWrite() {
    accept(created("a/.quilt/b"));
    awaitCalls(1);
    assertThat(calls.get(0).key().prefix()).isEqualTo("a/.quilt/");
    assertThat(calls).hasSize(1);
  }

  @Test
  void aFailureConcernsOnlyTheEventsOfItsPrefix() {
    accept(created("a/1"), created("raw/x"), created("b/2"), created("a/3"));
    awaitCalls(2);
    calls.get(0).answer().completeExceptionally(new StatusReply.ErrorMessage("journal is away"));
    calls.get(1).answer().complete(Done.done());
    assertThat(accepted.receiveMessage().failures())
        .containsExactly(
            Optional.of("its batch is busy: journal is away"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("its batch is busy: journal is away"));
  }

  @Test
  void cutsWhatIsTooMuchForOneMessageBetweenNodes() {
    var events = new ArrayList<ObjectEvent>();
    IntStream.range(0, 1_000)
        .forEach(i -> events.add(created("a/b/" + "ü".repeat(400) + "%04d".formatted(i))));
    accept(events.toArray(ObjectEvent[]::new));
    awaitCalls(10);
    calls.forEach(call -> call.answer().complete(Done.done()));
    assertThat(accepted.receiveMessage().failures()).hasSize(1_000).allMatch(Optional::isEmpty);
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(call.objects().stream().mapToInt(o -> 40 + 3 * o.name().length()).sum())
                    .isLessThanOrEqualTo(96 * 1024));
    assertThat(calls.stream().flatMap(call -> call.objects().stream()).map(RecordedObject::name))
        .doesNotHaveDuplicates()
        .hasSize(1_000);
  }

  @Test
  void identitiesTellVersionsApartAndDeliveriesNot() {
    var first = identity(version("a/k", "version-1", "01"));
    assertThat(identity(version("a/k", "version-1", "01"))).isEqualTo(first);
    // The same version, told by both forms of notice.
    assertThat(identity(version("a/k", "version-1", "02"))).isEqualTo(first);
    assertThat(identity(version("a/k", "version-2", "01"))).isNotEqualTo(first);
    assertThat(identity(version("a/l", "version-1", "01"))).isNotEqualTo(first);
    // Without versions, the sequencer tells overwrites apart, also where versions are suspended.
    assertThat(identity(version("a/k", "null", "01")))
        .isNotEqualTo(identity(version("a/k", "null", "02")));
  }

  private static long identity(ObjectEvent event) {
    return RecordedObject.of(event, "a/").identity();
  }

  private static ObjectEvent version(String key, String version, String sequencer) {
    return new ObjectEvent(
        ObjectEvent.Kind.CREATED,
        "lab-data",
        key,
        Optional.of(version),
        1,
        Optional.of("etag"),
        Optional.of(sequencer),
        TIME,
        "PutObject");
  }

  private void awaitCalls(int number) {
    kit.createTestProbe()
        .awaitAssert(
            () -> {
              assertThat(calls).hasSizeGreaterThanOrEqualTo(number);
              return null;
            });
  }

  @Test
  void offersWhatIsDurableAndCountsToWhoHashesAhead() {
    var hasher = kit.<AheadMessage>createTestProbe();
    register(hasher);
    calls.clear();

    accept(known("a/b/1"), known("raw/2"), known("c/3"), created("a/b/4"), known("a/b/x/5"));
    awaitCalls(2);
    hasher.expectNoMessage(Duration.ofMillis(50));
    calls.get(1).answer().completeExceptionally(new IllegalStateException("busy"));
    calls.get(0).answer().complete(Done.done());

    assertThat(accepted.receiveMessage().failures().get(2)).isPresent();
    assertThat(hasher.receiveMessage())
        .isEqualTo(
            new RecordedObjects(
                "lab-data",
                "a/b/",
                List.of(
                    new RecordedObjects.RecordedObject("a/b/1", Optional.of("v-0000001"), "e", 7),
                    new RecordedObjects.RecordedObject(
                        "a/b/x/5", Optional.of("v-0000001"), "e", 7))));
    hasher.expectNoMessage(Duration.ofMillis(50));
    unregister(hasher);
  }

  @Test
  void offersAreSplitToFitBetweenNodes() {
    var hasher = kit.<AheadMessage>createTestProbe();
    register(hasher);
    calls.clear();
    var name = "n".repeat(1000);

    accept(
        IntStream.range(0, 100)
            .mapToObj(i -> known("a/b/" + name + i))
            .toArray(ObjectEvent[]::new));

    awaitCalls(4);
    calls.forEach(call -> call.answer().complete(Done.done()));
    var keys = new ArrayList<String>();
    while (keys.size() < 100) {
      var offered = hasher.expectMessageClass(RecordedObjects.class);
      assertThat(offered.objects().size()).isLessThan(50);
      offered.objects().forEach(object -> keys.add(object.key()));
    }
    assertThat(keys).hasSize(100).doesNotHaveDuplicates();
    unregister(hasher);
  }

  private static void unregister(TestProbe<AheadMessage> hasher) {
    var done = kit.<Receptionist.Deregistered>createTestProbe();
    kit.system()
        .receptionist()
        .tell(
            Receptionist.deregister(AheadMessage.key("lab-data"), hasher.getRef(), done.getRef()));
    done.receiveMessage();
  }

  /** Returns once the supervisor knows the one who hashes. */
  private void register(TestProbe<AheadMessage> hasher) {
    var key = AheadMessage.key("lab-data");
    kit.system().receptionist().tell(Receptionist.register(key, hasher.getRef()));
    var heard = new AtomicBoolean();
    Awaitility.await()
        .until(
            () -> {
              accept(known("first/of/all"));
              awaitCalls(1);
              calls.forEach(call -> call.answer().complete(Done.done()));
              calls.clear();
              accepted.receiveMessage();
              try {
                hasher.receiveMessage(Duration.ofMillis(50));
                heard.set(true);
              } catch (AssertionError e) {
                // It does not know yet.
              }
              return heard.get();
            });
  }

  private static ObjectEvent known(String key) {
    return new ObjectEvent(
        ObjectEvent.Kind.CREATED,
        "lab-data",
        key,
        Optional.of("v-0000001"),
        7,
        Optional.of("e"),
        Optional.of("01"),
        TIME,
        "PutObject");
  }

  private void accept(ObjectEvent... events) {
    supervisor.tell(new BucketSupervisor.Accept(List.of(events), accepted.getRef()));
  }

  private static ObjectEvent created(String key) {
    return event(key, ObjectEvent.Kind.CREATED);
  }

  private static ObjectEvent event(String key, ObjectEvent.Kind kind) {
    return new ObjectEvent(
        kind,
        "lab-data",
        key,
        Optional.empty(),
        1,
        Optional.empty(),
        Optional.of("01"),
        TIME,
        "PutObject");
  }
}
