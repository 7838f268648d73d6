package io.bindery.exchange.publication;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
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
import io.bindery.exchange.publication.JobEvent.JobCreated;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.OrderEvent.CancelOrdered;
import io.bindery.exchange.publication.OrderEvent.GoOnOrdered;
import io.bindery.exchange.publication.OrderEvent.RevokeOrdered;
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
import io.bindery.exchange.publication.RevisionEvent.RevisionCreated;
import io.bindery.exchange.publication.RevisionEvent.RevisionFilled;
import io.bindery.exchange.publication.RevisionEvent.RevisionFinalized;
import io.bindery.exchange.publication.RevisionEvent.RevisionIntended;
import io.bindery.exchange.publication.RevisionEvent.RevisionRemoved;
import io.bindery.exchange.publication.RevisionEvent.RevisionRevoked;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.TraceContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is in a journal must be readable for ever. The files beside this test were written by the
 * version that introduced each event; they are added to, never rewritten. With {@code
 * -Dbindery.golden.write=DIR} the test writes the present form to a directory instead.
 */
class PublicationJournalTest {
  private static ActorTestKit actors;

  private static final Instant T0 = Instant.parse("2026-11-30T10:00:00.123456Z");
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final String DATA_SET = "abcdef0123456789abcdef0123456789";
  private static final OpenSpan SPAN =
      new OpenSpan(
          new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "53995c3f42cd8ad8", true),
          List.of());

  private static final Map<String, PublicationEvent> EVENTS = new LinkedHashMap<>();

  private static void add(String name, PublicationEvent event) {
    EVENTS.put("%02d-%s".formatted(EVENTS.size() + 1, name), event);
  }

  static {
    add(
        "received",
        new Received(
            new ManifestRef.InBucket("lab", "a b/ü.json", Optional.of("v1"), Optional.of("e1")),
            true,
            Optional.of("ada"),
            Optional.of(SPAN),
            T0));
    add("preparation-started", new PreparationStarted(T0));
    add(
        "prepared",
        new Prepared(
            1,
            Optional.of("prod-1"),
            DATA_SET,
            "import",
            Optional.of("ü"),
            Map.of("k", "v"),
            20_001,
            1L << 60,
            3,
            201,
            DIGEST,
            List.of("note"),
            Optional.empty(),
            T0));
    add("turn-taken", new TurnTaken(T0));
    add(
        "revision-intended",
        new RevisionIntended(
            0, List.of(new PlannedJob(0, 100), new PlannedJob(1, 7)), 107, 1L << 40, T0));
    add("revision-created", new RevisionCreated(0, "r0", "arn:aws:x/revisions/r0", T0));
    add("job-intended", new JobIntended(0, 0, 1, 100, T0));
    add("job-created", new JobCreated(0, 0, 1, "j0", T0));
    add(
        "job-ended",
        new JobEnded(
            0,
            0,
            1,
            Optional.of("j0"),
            JobEnd.COMPLETED,
            100,
            Optional.empty(),
            Optional.empty(),
            T0));
    add("job-intended-next", new JobIntended(0, 1, 1, 7, T0));
    add("job-created-next", new JobCreated(0, 1, 1, "j1", T0));
    add(
        "job-ended-in-vain",
        new JobEnded(
            0,
            1,
            1,
            Optional.of("j1"),
            JobEnd.ERROR,
            7,
            Optional.of("SERVICE_QUOTA_EXCEEDED_EXCEPTION"),
            Optional.of("It is more than Data Exchange allows."),
            T0));
    add("quota-met", new QuotaMet(QuotaName.ASSETS_PER_JOB, 5, T0));
    add(
        "recut",
        new Recut(
            2,
            1,
            3,
            List.of(
                new KeptRevision(
                    0, List.of(new PlannedJob(2, 5), new PlannedJob(3, 2)), 107, 1L << 40)),
            T0));
    add("held-before", new Held(ReasonCode.JOB_ENDED_OUTSIDE, "Order go-on.", T0));
    add("go-on-ordered", new GoOnOrdered(Optional.of("ada"), T0));
    add("revision-filled", new RevisionFilled(0, T0));
    add("finalizing-started", new FinalizingStarted(T0));
    add("revision-finalized", new RevisionFinalized(0, T0));
    add("change-set-intended", new ChangeSetIntended(0, 1, 0, 0, T0));
    add("change-set-started", new ChangeSetStarted(0, 1, "cs-1", T0));
    add("change-set-ended", new ChangeSetEnded(0, 1, Optional.of("FAILED"), false, T0));
    add("held", new Held(ReasonCode.CHANGE_SET_FAILED, "Order go-on or revoke.", T0));
    add("subscribers-told", new SubscribersTold(Optional.of("refused"), T0));
    add("published", new Published(DATA_SET, DIGEST, T0));
    add("revoke-ordered", new RevokeOrdered(Optional.of("ada"), "Wrong samples", T0));
    add("revision-revoked", new RevisionRevoked(0, T0));
    add("revoked", new Revoked(T0));
    add("cancel-ordered", new CancelOrdered(Optional.empty(), T0));
    add("given-up", new GivenUp(ReasonCode.MALWARE, "Malware in s3://b/k.", T0));
    add("revision-removed", new RevisionRemoved(0, T0));
    add("cancelled", new Cancelled(T0));
    add("failed", new Failed(ReasonCode.MALWARE, "Malware in s3://b/k.", T0));
    add("unchanged", new Unchanged("0123", T0));
    add("refused", new Refused("asset_list[3].Key: is twice.", 12, T0));
    add(
        "prepared-of-package",
        new Prepared(
            1,
            Optional.empty(),
            DATA_SET,
            "import",
            Optional.empty(),
            Map.of(),
            2,
            3,
            1,
            1,
            DIGEST,
            List.of(),
            Optional.of("quilt+s3://lab#package=a/b@" + DIGEST),
            T0));
  }

  @BeforeAll
  static void start() {
    actors =
        ActorTestKit.create(
            "PublicationJournalTest",
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    actors.shutdownTestKit();
  }

  static Stream<String> names() {
    return EVENTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsWhatWasWritten(String name) throws IOException {
    var event = EVENTS.get(name);
    writeIfAsked(name, event);
    assertThat(read(golden(name), PublicationEvent.class)).isEqualTo(event);
    assertThat(read(bytes(event), PublicationEvent.class)).isEqualTo(event);
  }

  /** Each kind is kept in a golden file, and so goes through the state. */
  @Test
  void noKindOfEventIsForgotten() {
    assertThat(EVENTS.values().stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(kinds(PublicationEvent.class).toList());
  }

  @Test
  void readsStatesOfEveryMoment() throws IOException {
    var state = Publishing.UNKNOWN;
    for (var one : EVENTS.entrySet()) {
      state = state.apply(one.getValue());
      assertThat(read(bytes(state), Publishing.class)).as(one.getKey()).isEqualTo(state);
      if (one.getKey().contains("recut")) {
        writeIfAsked("state-1", state);
        assertThat(read(golden("state-1"), Publishing.class)).isEqualTo(state);
      }
      if (one.getKey().endsWith("-held")) {
        writeIfAsked("state-2", state);
        assertThat(read(golden("state-2"), Publishing.class)).isEqualTo(state);
      }
    }
  }

  /** A publication is over for the state just when a snapshot is taken. */
  @ParameterizedTest
  @MethodSource("names")
  void whatEndsAPublicationIsAnEnding(String name) {
    var event = EVENTS.get(name);
    var state = Publishing.UNKNOWN;
    for (var one : EVENTS.values()) {
      if (one == event) {
        break;
      }
      state = state.apply(one);
      if (one instanceof Ending) {
        state = state.in(PublicationState.FINALIZING);
      }
    }
    assertThat(state.apply(event).state().hasEnded()).isEqualTo(event instanceof Ending);
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesEventsByTheirOwnNameNotByTheirClass(String name) {
    var event = EVENTS.get(name);
    var serializer =
        (SerializerWithStringManifest)
            SerializationExtension.get(actors.system()).findSerializerFor(event);
    assertThat(serializer.identifier()).isEqualTo(7021);
    assertThat(serializer.manifest(event)).doesNotContain("bindery");
    assertThat(new String(serializer.toBinary(event), StandardCharsets.ISO_8859_1))
        .doesNotContain("io.bindery");
  }

  @Test
  void commandsAndAnswersCrossNodes() {
    var kit = new SerializationTestKit(actors.system());
    var answers = actors.<PublicationCommand.OrderAnswer>createTestProbe();
    var messages =
        List.of(
            new PublicationCommand.Submit(
                new ManifestRef.Kept("k"),
                true,
                Optional.of("ada"),
                Optional.of(SPAN),
                actors.<PublicationCommand.Submitted>createTestProbe().ref()),
            new PublicationCommand.Submitted(true, false),
            new PublicationCommand.Cancel("ada", answers.ref()),
            new PublicationCommand.GoOn("ada", answers.ref()),
            new PublicationCommand.Revoke("ada", "Wrong samples", answers.ref()),
            new PublicationCommand.Ordered(),
            new PublicationCommand.NotOrdered("too late"),
            new PublicationCommand.Unknown(),
            new PublicationCommand.Wake());
    messages.forEach(message -> kit.verifySerialization(message, true));
    assertThat(messages.stream().<Class<?>>map(Object::getClass))
        .containsAll(
            Stream.of(PublicationCommand.class, PublicationCommand.OrderAnswer.class)
                .flatMap(PublicationJournalTest::kinds)
                .filter(CborSerializable.class::isAssignableFrom)
                .toList());
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(PublicationJournalTest::kinds)
        : Stream.of(type);
  }

  private static byte[] bytes(Object object) {
    return SerializationExtension.get(actors.system()).serialize(object).get();
  }

  private static <T> T read(byte[] bytes, Class<T> type) throws IOException {
    var serializer =
        (SerializerWithStringManifest)
            SerializationExtension.get(actors.system()).serializerFor(type);
    return type.cast(serializer.fromBinary(bytes, ""));
  }

  private static byte[] golden(String name) throws IOException {
    try (var in = PublicationJournalTest.class.getResourceAsStream("golden/" + name + ".cbor")) {
      assertThat(in).as("golden file of %s", name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static void writeIfAsked(String name, Object object) throws IOException {
    var directory = System.getProperty("bindery.golden.write");
    if (directory != null) {
      Files.createDirectories(Path.of(directory));
      Files.write(Path.of(directory, name + ".cbor"), bytes(object));
    }
  }
}
