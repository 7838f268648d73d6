package io.bindery.packager.job;

import static io.bindery.packager.job.GoldenEvents.DESCRIPTION;
import static io.bindery.packager.job.GoldenEvents.EVENTS;
import static io.bindery.packager.job.GoldenEvents.HASH;
import static io.bindery.packager.job.GoldenEvents.JOINED;
import static io.bindery.packager.job.GoldenEvents.PROBLEMS;
import static io.bindery.packager.job.GoldenEvents.SPAN;
import static io.bindery.packager.job.GoldenEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import io.bindery.fixtures.GoldenFiles;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.platform.serialization.CborSerializable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
class JournalFormatTest {
  private static GoldenFiles files;

  @BeforeAll
  static void start() {
    files = new GoldenFiles(JournalFormatTest.class);
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  static Stream<String> names() {
    return EVENTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsTheGoldenEvent(String name) throws IOException {
    var event = EVENTS.get(name);
    files.writeIfAsked(name, event);
    assertThat(files.read(name, PackageEvent.class)).isEqualTo(event);
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenStates() throws IOException {
    var state = PackageState.EMPTY;
    for (var name : EVENTS.keySet()) {
      state = state.apply(files.read(name, PackageEvent.class));
      if (name.endsWith("revision-pushed")) {
        files.writeIfAsked("state-busy", state);
        assertThat(files.read("state-busy", PackageState.class)).isEqualTo(older(state));
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
        files.writeIfAsked("state-refused", state);
        assertThat(files.read("state-refused", PackageState.class)).isEqualTo(older(state));
        assertThat(state.active().orElseThrow().quarantine())
            .contains(new Quarantine("held", Optional.of("qc"), PROBLEMS));
      }
      if (name.endsWith("quarantine-mended")) {
        files.writeIfAsked("state-mended", state);
        assertThat(files.read("state-mended", PackageState.class)).isEqualTo(older(state));
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
        files.writeIfAsked("state-waiting-for-a-right", state);
        assertThat(files.read("state-waiting-for-a-right", PackageState.class))
            .isEqualTo(older(state));
        assertThat(state.active().orElseThrow().refusal())
            .isEqualTo(new Job.Refusal(Optional.of(T0.plusSeconds(18)), 1));
      }
      if (name.endsWith("description-coalesced-in-a-trace")) {
        files.writeIfAsked("state-traced", state);
        assertThat(files.read("state-traced", PackageState.class)).isEqualTo(older(state));
        assertThat(state.waiting())
            .singleElement()
            .extracting(Job::span)
            .isEqualTo(Optional.of(SPAN.joined(JOINED)));
      }
      if (name.endsWith("package-owned")) {
        files.writeIfAsked("state-owned-of-a-batch", state);
        assertThat(files.read("state-owned-of-a-batch", PackageState.class))
            .isEqualTo(older(state));
        // From before states knew the batch of a job.
        var older = files.read("state-owned", PackageState.class).active().orElseThrow();
        assertThat(older.batch()).isEmpty();
        assertThat(older.aim()).isEqualTo(state.active().orElseThrow().aim());
        assertThat(state.active().orElseThrow().aim())
            .isEqualTo(new Aim(Intent.ORDER, Optional.of(HASH)));
      }
      if (name.endsWith("job-failed")) {
        files.writeIfAsked("state-idle", state);
        assertThat(files.read("state-idle", PackageState.class)).isEqualTo(older(state));
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
                Optional.empty(),
                1_795_255_200));
    files.writeIfAsked("state-with-newest", state);
    assertThat(files.read("state-with-newest", PackageState.class)).isEqualTo(state);
    assertThat(state.recent().keySet())
        .containsExactly(
            "j1", "j2", "i3", "j4", "j5", "j6", "j7", "j10", "j12", "i13", "j14", "i16", "j18",
            "i19", "j20", "i21");
  }

  /** As a state was before it knew the second of its newest revision. */
  private static PackageState older(PackageState state) {
    return state.withNewest(0);
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
    var serializer = files.serializerOf(event);
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
    var kit = new SerializationTestKit(files.kit().system());
    var probe = files.kit().<PackageCommand.Answer>createTestProbe();
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
                    files.kit().<PackageCommand.CancelAnswer>createTestProbe().ref()),
                new PackageCommand.Cancelled("j"),
                new PackageCommand.NotCancelled("too late"),
                new PackageCommand.Supersede("j", "g", "a/b", HASH),
                new PackageCommand.Dismiss(
                    "j",
                    "ada",
                    "why",
                    files.kit().<PackageCommand.DismissAnswer>createTestProbe().ref()),
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
}
