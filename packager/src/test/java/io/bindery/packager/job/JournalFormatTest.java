package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.draft.Draft;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageOwned;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.packager.quarantine.Problem;
import io.bindery.packager.quarantine.Quarantine;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is in a journal must be readable for ever. The files beside this test were written by the
 * version that introduced each event; they are added to, never rewritten. With {@code
 * -Dbindery.golden.write=DIR} the test writes the present form to a directory instead.
 */
class JournalFormatTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "PackageJournalFormatTest",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String DESCRIPTION =
      "{\"source_prefix\": \"s3://lab/a%20b/%C3%BC/\", \"registry\": \"lab\", \"package_name\":"
          + " \"a-b/ü\", \"metadata\": {\"z\": 1.0, \"a\": 100000000000000000000}}";

  private static final List<Problem> PROBLEMS =
      List.of(
          new Problem("metadata", "$.run", "required property 'run' not found"),
          new Problem("message", "", "Commit message is required by workflow."));

  private static final Draft DRAFT =
      new Draft(
          3,
          1L << 40,
          Optional.of(new Draft.Recognized("illumina-run", 90, List.of("RunInfo.xml: the run"))),
          Optional.of("{\"run\": \"ü\"}"),
          Map.of("run", "file RunInfo.xml"),
          Optional.of("qc"),
          PROBLEMS,
          List.of("a commit message"),
          2);

  private static final OpenSpan SPAN =
      new OpenSpan(context("53995c3f42cd8ad8"), List.of(context("00f067aa0ba902b7")));
  private static final OpenSpan JOINED =
      new OpenSpan(
          context("b7ad6b7169203331"),
          List.of(new TraceContext("0af7651916cd43dd8448eb211c80319c", "b9c7c989f97918e1", false)));

  private static TraceContext context(String spanId) {
    return new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", spanId, true);
  }

  private static final Map<String, PackageEvent> EVENTS = new LinkedHashMap<>();

  private static void add(String name, PackageEvent event) {
    EVENTS.put("%02d-%s".formatted(EVENTS.size() + 1, name), event);
  }

  static {
    add("description-accepted", PackageEvents.accepted("j1", "m-1", DESCRIPTION, T0));
    add("assembly-started", new AssemblyStarted("j1", 1, T0));
    add("description-accepted-while-busy", PackageEvents.accepted("j2", "m-2", DESCRIPTION, T0));
    add("description-coalesced", PackageEvents.coalesced("j2", "i3", "m-3", T0.plusSeconds(1)));
    add(
        "attempt-failed",
        new AttemptFailed(
            "j1",
            1,
            "S3 is busy: ü.",
            T0.plusSeconds(4),
            T0.plusSeconds(3),
            Optional.empty(),
            Optional.empty()));
    add("assembly-started-again", new AssemblyStarted("j1", 2, T0.plusSeconds(4)));
    add(
        "revision-assembled",
        new RevisionAssembled("j1", HASH, 1L << 40, 1L << 60, 1_795_255_200, T0.plusSeconds(5)));
    add(
        "revision-pushed",
        new RevisionPushed(
            "j1",
            HASH,
            "s3://lab/.quilt/packages/" + HASH,
            "s3://lab/.quilt/named_packages/a-b/%C3%BC/1795255200",
            T0.plusSeconds(6)));
    add("revision-announced", new RevisionAnnounced("j1", HASH, "e-1", T0.plusSeconds(7)));
    add("assembly-started-next", new AssemblyStarted("j2", 1, T0.plusSeconds(7)));
    add("revision-unchanged", new RevisionUnchanged("j2", HASH, 3, 42, T0.plusSeconds(8)));
    add("description-accepted-third", PackageEvents.accepted("j4", "m-4", DESCRIPTION, T0));
    add("assembly-started-third", new AssemblyStarted("j4", 1, T0));
    add(
        "job-failed",
        new JobFailed(
            "j4", 1, "Object s3://lab/a//b cannot be.", T0.plusSeconds(9), Optional.empty()));
    add("description-accepted-fifth", PackageEvents.accepted("j5", "m-5", DESCRIPTION, T0));
    add("job-cancelled", PackageEvents.cancelled("j5", T0.plusSeconds(10)));
    add("description-accepted-sixth", PackageEvents.accepted("j6", "m-6", DESCRIPTION, T0));
    add("assembly-started-sixth", new AssemblyStarted("j6", 1, T0));
    add(
        "package-refused",
        new PackageRefused(
            "j6", 1, "Metadata failed: ü.", Optional.of("qc"), PROBLEMS, Optional.of("held"), T0));
    add(
        "package-quarantined",
        new PackageQuarantined("j6", "held", HASH, 4, 43, T0.plusSeconds(11)));
    add("description-accepted-seventh", PackageEvents.accepted("j7", "m-7", DESCRIPTION, T0));
    add("assembly-started-seventh", new AssemblyStarted("j7", 1, T0));
    add("revision-unchanged-seventh", new RevisionUnchanged("j7", HASH, 3, 42, T0));
    add("quarantine-mended", new QuarantineMended("j7", HASH, T0.plusSeconds(12)));
    add(
        "quarantine-resolved",
        new QuarantineResolved("j7", Optional.of(HASH), Optional.empty(), T0.plusSeconds(13)));
    add(
        "package-refused-for-good",
        new PackageRefused(
            "j8", 1, "No message.", Optional.empty(), PROBLEMS, Optional.empty(), T0));
    add("quarantine-superseded", new QuarantineSuperseded("j6", "j9", "a/ü", HASH, T0));
    add("quarantine-dismissed", new QuarantineDismissed("j6", "ada", "A trial: ü.", T0));
    add(
        "description-accepted-by-order",
        PackageEvents.accepted("j10", "m-10", DESCRIPTION, T0, Optional.of("ada ü")));
    add("job-cancelled-by-order", new JobCancelled("j10", T0, Optional.of("ada ü")));
    var empty = "There is nothing to package: s3://lab/ü/ has no objects.";
    add("folder-empty", new FolderEmpty("j11", empty, T0));
    add(
        "description-accepted-of-batches",
        PackageEvents.accepted(
            "j12", "m-12", DESCRIPTION, T0, Optional.empty(), List.of("b-1", "b-2")));
    add(
        "description-coalesced-of-a-batch",
        PackageEvents.coalesced("j12", "i13", "m-13", T0, List.of("b-3")));
    add("job-cancelled-of-batches", PackageEvents.cancelled("j12", T0));
    add(
        "description-accepted-again",
        PackageEvents.accepted(
            "j14", "m-14", DESCRIPTION, T0, Optional.of("ada ü"), List.of(), Optional.of("j4")));
    add("assembly-started-fourteenth", new AssemblyStarted("j14", 1, T0));
    add(
        "attempt-refused",
        new AttemptFailed(
            "j14",
            1,
            "Waiting for the right to do it: ü.",
            T0.plusSeconds(20),
            T0.plusSeconds(19),
            Optional.of(T0.plusSeconds(18)),
            Optional.of("no-right")));
    add("assembly-started-fourteenth-again", new AssemblyStarted("j14", 2, T0.plusSeconds(20)));
    add(
        "description-coalesced-again",
        PackageEvents.coalesced("j15", "i16", "m-16", T0, List.of(), Optional.of("j4")));
    add(
        "job-failed-for-a-reason",
        new JobFailed("j14", 2, "Given up: ü.", T0.plusSeconds(21), Optional.of("no-right")));
    add(
        "package-refused-as-quilt-shows-it",
        new PackageRefused(
            "j17",
            1,
            "Metadata failed: ü.",
            Optional.empty(),
            List.of(new Problem("metadata", "$.ü", "is no number", Optional.of("meta/ü"))),
            Optional.empty(),
            T0));
    add(
        "description-accepted-in-a-trace",
        new DescriptionAccepted(
            "j18",
            "m-18",
            DESCRIPTION,
            T0,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.of(SPAN),
            Optional.empty()));
    add(
        "description-coalesced-in-a-trace",
        new DescriptionCoalesced(
            "j18",
            "i19",
            "m-19",
            T0,
            List.of(),
            Optional.empty(),
            Optional.of(JOINED),
            Optional.empty()));
    add("job-cancelled-in-a-trace", PackageEvents.cancelled("j18", T0));
    add(
        "description-accepted-to-suggest",
        new DescriptionAccepted(
            "j20",
            "m-20",
            DESCRIPTION,
            T0,
            Optional.empty(),
            List.of("b-20"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Intent.SUGGESTION)));
    add(
        "description-coalesced-by-order",
        new DescriptionCoalesced(
            "j20",
            "i21",
            "m-21",
            T0,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Intent.ORDER)));
    add("assembly-started-twentieth", new AssemblyStarted("j20", 1, T0));
    add("package-owned", new PackageOwned("j20", 1, HASH, T0.plusSeconds(30)));
    add(
        "package-suggested",
        new PackageSuggested("j20", DRAFT, Optional.of(HASH), T0.plusSeconds(31)));
    add(
        "package-suggested-bare",
        new PackageSuggested(
            "j22",
            new Draft(
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                0),
            Optional.empty(),
            T0));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  static Stream<String> names() {
    return EVENTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsTheGoldenEvent(String name) throws IOException {
    var event = EVENTS.get(name);
    writeIfAsked(name, event);
    assertThat(read(golden(name), PackageEvent.class)).isEqualTo(event);
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenStates() throws IOException {
    var state = PackageState.EMPTY;
    for (var name : EVENTS.keySet()) {
      state = state.apply(read(golden(name), PackageEvent.class));
      if (name.endsWith("revision-pushed")) {
        writeIfAsked("state-busy", state);
        assertThat(read(golden("state-busy"), PackageState.class)).isEqualTo(state);
        assertThat(state.active())
            .contains(
                new Job(
                    "j1",
                    DESCRIPTION,
                    T0,
                    2,
                    Optional.empty(),
                    Optional.of(new Job.Assembled(HASH, 1L << 40, 1L << 60, 1_795_255_200)),
                    Optional.of("s3://lab/.quilt/named_packages/a-b/%C3%BC/1795255200"),
                    Optional.empty(),
                    Job.Refusal.NONE,
                    Optional.empty(),
                    Aim.AUTOMATIC,
                    Optional.empty()));
        assertThat(state.waiting())
            .containsExactly(
                Job.waiting(
                    "j2", DESCRIPTION, T0, Optional.empty(), Intent.AUTOMATIC, Optional.empty()));
      }
      if (name.endsWith("package-refused")) {
        writeIfAsked("state-refused", state);
        assertThat(read(golden("state-refused"), PackageState.class)).isEqualTo(state);
        assertThat(state.active().orElseThrow().quarantine())
            .contains(new Quarantine("held", Optional.of("qc"), PROBLEMS));
      }
      if (name.endsWith("quarantine-mended")) {
        writeIfAsked("state-mended", state);
        assertThat(read(golden("state-mended"), PackageState.class)).isEqualTo(state);
        assertThat(state.isIdle()).isFalse();
        assertThat(state.toResolve())
            .contains(
                new Held(
                    "a-b/ü",
                    "lab",
                    "held",
                    HASH,
                    Optional.of(
                        new Held.Mended(
                            "j7", HASH, T0.plusSeconds(12).getEpochSecond(), Optional.empty())),
                    Optional.empty()));
      }
      if (name.endsWith("attempt-refused")) {
        writeIfAsked("state-waiting-for-a-right", state);
        assertThat(read(golden("state-waiting-for-a-right"), PackageState.class)).isEqualTo(state);
        assertThat(state.active().orElseThrow().refusal())
            .isEqualTo(new Job.Refusal(Optional.of(T0.plusSeconds(18)), 1));
      }
      if (name.endsWith("description-coalesced-in-a-trace")) {
        writeIfAsked("state-traced", state);
        assertThat(read(golden("state-traced"), PackageState.class)).isEqualTo(state);
        assertThat(state.waiting())
            .singleElement()
            .extracting(Job::span)
            .isEqualTo(Optional.of(SPAN.joined(JOINED)));
      }
      if (name.endsWith("package-owned")) {
        writeIfAsked("state-owned-of-a-batch", state);
        assertThat(read(golden("state-owned-of-a-batch"), PackageState.class)).isEqualTo(state);
        // From before states knew the batch of a job.
        var older = read(golden("state-owned"), PackageState.class).active().orElseThrow();
        assertThat(older.batch()).isEmpty();
        assertThat(older.aim()).isEqualTo(state.active().orElseThrow().aim());
        assertThat(state.active().orElseThrow().aim())
            .isEqualTo(new Aim(Intent.ORDER, Optional.of(HASH)));
      }
      if (name.endsWith("job-failed")) {
        writeIfAsked("state-idle", state);
        assertThat(read(golden("state-idle"), PackageState.class)).isEqualTo(state);
      }
    }
    assertThat(state)
        .isEqualTo(
            new PackageState(
                Optional.empty(),
                List.of(),
                and(
                    Map.of(
                        "j1", "j1", "j2", "j2", "i3", "j2", "j4", "j4", "j5", "j5", "j6", "j6",
                        "j7", "j7", "j10", "j10", "j12", "j12", "i13", "j12"),
                    Map.of(
                        "j14", "j14", "i16", "j15", "j18", "j18", "i19", "j18", "j20", "j20", "i21",
                        "j20")),
                Optional.empty()));
    assertThat(state.recent().keySet())
        .containsExactly(
            "j1", "j2", "i3", "j4", "j5", "j6", "j7", "j10", "j12", "i13", "j14", "i16", "j18",
            "i19", "j20", "i21");
  }

  private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
    var all = new LinkedHashMap<>(some);
    all.putAll(more);
    return all;
  }

  /** Each kind is kept in a golden file, and so goes through the state. */
  @Test
  void noKindOfEventIsForgotten() {
    assertThat(EVENTS.values().stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(kinds(PackageEvent.class).toList());
  }

  /** A job is over for the state just when a snapshot is taken. */
  @ParameterizedTest
  @MethodSource("names")
  void whatEndsAJobIsAnEnding(String name) {
    var event = EVENTS.get(name);
    var busy =
        PackageState.EMPTY
            .apply(PackageEvents.accepted(event.jobId(), "m", DESCRIPTION, T0))
            .apply(new AssemblyStarted(event.jobId(), 1, T0));
    assertThat(busy.apply(event).active().isEmpty())
        .isEqualTo(event instanceof PackageEvent.Ending);
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(JournalFormatTest::kinds)
        : Stream.of(type);
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesEventsByTheirOwnNameNotByTheirClass(String name) {
    var event = EVENTS.get(name);
    var serializer =
        (SerializerWithStringManifest)
            SerializationExtension.get(KIT.system()).findSerializerFor(event);
    assertThat(serializer.identifier()).isEqualTo(7011);
    assertThat(serializer.manifest(event)).doesNotContain("bindery");
    assertThat(new String(serializer.toBinary(event), StandardCharsets.ISO_8859_1))
        .doesNotContain("io.bindery");
  }

  @Test
  void onlySoManyMessagesAreRemembered() {
    var state = PackageState.EMPTY;
    for (int i = 0; i < PackageState.REMEMBERED + 10; i++) {
      state = state.apply(PackageEvents.coalesced("j", "i" + i, "m", T0));
    }
    assertThat(state.recent()).hasSize(PackageState.REMEMBERED).doesNotContainKey("i9");
    assertThat(state.recent().keySet()).startsWith("i10").endsWith("i265");
  }

  @Test
  void commandsAndAnswersCrossNodes() {
    var kit = new SerializationTestKit(KIT.system());
    var probe = KIT.<PackageCommand.Answer>createTestProbe();
    var messages =
        Stream.of(
                new PackageCommand.Accept(
                    "m",
                    DESCRIPTION,
                    Optional.of("ada"),
                    List.of("b-1"),
                    Optional.of("j"),
                    Optional.of(SPAN),
                    Optional.of(Intent.ORDER),
                    probe.ref()),
                new PackageCommand.Cancel(
                    "j",
                    Optional.of("ada"),
                    KIT.<PackageCommand.CancelAnswer>createTestProbe().ref()),
                new PackageCommand.Cancelled("j"),
                new PackageCommand.NotCancelled("too late"),
                new PackageCommand.Supersede("j", "g", "a/b", HASH),
                new PackageCommand.Dismiss(
                    "j", "ada", "why", KIT.<PackageCommand.DismissAnswer>createTestProbe().ref()),
                new PackageCommand.DismissAnswer(true),
                new PackageCommand.Wake(),
                new PackageCommand.Accepted("j"),
                new PackageCommand.Busy("full"))
            .toList();
    messages.forEach(message -> kit.verifySerialization(message, true));
    assertThat(messages.stream().map(Object::getClass))
        .containsAll(
            Stream.of(PackageCommand.class, PackageCommand.Answer.class)
                .flatMap(JournalFormatTest::kinds)
                .filter(CborSerializable.class::isAssignableFrom)
                .toList());
  }

  private static byte[] bytes(Object object) {
    return SerializationExtension.get(KIT.system()).serialize(object).get();
  }

  private static <T> T read(byte[] bytes, Class<T> type) throws IOException {
    var serializer =
        (SerializerWithStringManifest) SerializationExtension.get(KIT.system()).serializerFor(type);
    return type.cast(serializer.fromBinary(bytes, ""));
  }

  private static byte[] golden(String name) throws IOException {
    try (var in = JournalFormatTest.class.getResourceAsStream("golden/" + name + ".cbor")) {
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
