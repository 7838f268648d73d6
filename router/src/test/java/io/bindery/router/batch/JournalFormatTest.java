package io.bindery.router.batch;

import static io.bindery.router.batch.GoldenEvents.BATCH_ID;
import static io.bindery.router.batch.GoldenEvents.EVENTS;
import static io.bindery.router.batch.GoldenEvents.KEY;
import static io.bindery.router.batch.GoldenEvents.LATER;
import static io.bindery.router.batch.GoldenEvents.OBJECTS;
import static io.bindery.router.batch.GoldenEvents.T0;
import static io.bindery.router.batch.GoldenEvents.TOTALS;
import static io.bindery.router.batch.GoldenEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import com.typesafe.config.ConfigFactory;
import io.bindery.fixtures.GoldenFiles;
import io.bindery.router.policy.Markers;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    return Stream.concat(EVENTS.keySet().stream(), LATER.keySet().stream());
  }

  /** Each kind is kept in a golden file, and so goes through the state. */
  @Test
  void noKindOfEventIsForgotten() {
    assertThat(names().<Class<?>>map(name -> event(name).getClass()).distinct())
        .containsExactlyInAnyOrder(BatchEvent.class.getPermittedSubclasses());
    var state = BatchState.EMPTY;
    for (var name : names().toList()) {
      state = state.apply(event(name));
    }
    assertThat(state.open()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsTheGoldenEvent(String name) throws Exception {
    var event = event(name);
    files.writeIfAsked(name, event);
    assertThat(files.read(name, BatchEvent.class)).isEqualTo(event);
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenState() throws Exception {
    var state = BatchState.EMPTY;
    for (var name : EVENTS.keySet()) {
      state = state.apply(files.read(name, BatchEvent.class));
    }
    files.writeIfAsked("state", state);
    assertThat(files.read("state", BatchState.class)).isEqualTo(state);
    assertThat(state.key()).contains(KEY);
    assertThat(state.open()).isEmpty();
    assertThat(state.closedBatches()).isEqualTo(2);
    assertThat(state.unannounced())
        .extracting(ClosedBatch::batchId)
        .containsExactly("ffeeddccbbaa99887766554433221100");
    assertThat(List.of(-1L, Long.MIN_VALUE, 0x0123456789abcdefL, 7L))
        .allMatch(state.identities()::contains);
  }

  @Test
  void replaysWhatCameLater() throws Exception {
    var state = files.read("state", BatchState.class);
    for (var name : LATER.keySet()) {
      state = state.apply(files.read(name, BatchEvent.class));
      if (name.startsWith("10-")) {
        files.writeIfAsked("state-paused", state);
        assertThat(files.read("state-paused", BatchState.class)).isEqualTo(WithoutSizes.of(state));
        assertThat(state.paused()).contains(new Operation("ann", T0));
        assertThat(state.open().orElseThrow().marker())
            .contains(new OpenBatch.Marker("_SUCCESS", T0.plusSeconds(60)));
      }
      if (name.startsWith("19-")) {
        files.writeIfAsked("state-sought", state);
        assertThat(files.read("state-sought", BatchState.class)).isEqualTo(state);
        assertThat(state.open().orElseThrow().marker(new Markers(List.of("RTAComplete.txt"))))
            .contains(new OpenBatch.Marker("RTAComplete.txt", T0.plusSeconds(110)));
      }
    }
    assertThat(state.paused()).isEmpty();
    assertThat(state.open()).isEmpty();
    assertThat(state.closedBatches()).isEqualTo(3);
    assertThat(state.unannounced()).hasSize(2);
    assertThat(List.of(7L, 11L, 12L, 13L)).allMatch(state.identities()::contains);
  }

  @Test
  void theGoldenStateOfAnOpenBatch() throws Exception {
    var state = BatchState.EMPTY.apply(EVENTS.get("1-objects-recorded"));
    files.writeIfAsked("sizes-state-open", state);
    assertThat(files.read("sizes-state-open", BatchState.class)).isEqualTo(state);
    assertThat(state.open().orElseThrow().sizes()).isNotEqualTo(SizeWindow.EMPTY);
    assertThat(files.read("state-open", BatchState.class)).isEqualTo(WithoutSizes.of(state));
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesEventsByTheirOwnNameNotByTheirClass(String name) {
    var event = event(name);
    var serializer = files.serializerOf(event);
    assertThat(serializer.identifier()).isEqualTo(7001);
    assertThat(serializer.manifest(event)).doesNotContain("bindery");
    assertThat(new String(serializer.toBinary(event), StandardCharsets.ISO_8859_1))
        .doesNotContain("io.bindery");
  }

  @Test
  void oneEventOfManyObjectsStaysSmall() {
    var objects =
        Stream.iterate(0, i -> i + 1)
            .limit(1_000)
            .map(
                i ->
                    new RecordedObject(
                        "reads/sample-%04d.fastq.gz".formatted(i),
                        1_000_000_000L + i,
                        T0.plusMillis(i).toEpochMilli(),
                        Hashes.bits64("k" + i)))
            .toList();
    var event =
        BatchEvents.recorded(KEY.bucket(), KEY.prefix(), objects, TOTALS, T0, Optional.of(T0));
    assertThat(files.bytes(event).length / objects.size()).isLessThan(60);
  }

  @Test
  void nothingCrossesByJavaSerialization() {
    var system =
        ActorSystem.create(
            Behaviors.empty(),
            "shipped",
            ConfigFactory.parseString(
                    "akka.remote.artery.enabled = off, akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    try {
      assertThat(system.settings().config().getBoolean("akka.actor.allow-java-serialization"))
          .isFalse();
      var plain = new ArrayList<>(List.of("not of ours, and Serializable"));
      assertThatThrownBy(() -> new SerializationTestKit(system).verifySerialization(plain, false))
          .hasMessageContaining("serializ");
    } finally {
      system.terminate();
    }
  }

  @Test
  void commandsCrossNodes() {
    var kit = new SerializationTestKit(files.kit().system());
    var probe = files.kit().<StatusReply<Done>>createTestProbe();
    var commands =
        List.<BatchCommand>of(
            new BatchCommand.RecordObjects(KEY, BatchEvents.created(OBJECTS), probe.getRef()),
            new BatchCommand.RecordObjects(
                KEY,
                new Arrivals(OBJECTS, OBJECTS, new Uncounted(1, 2, 3, Map.of("raw/*", 4L))),
                probe.getRef()),
            new BatchCommand.RecordObjects(
                KEY, new Arrivals(OBJECTS, List.of(), Uncounted.NONE, true), probe.getRef()),
            new BatchCommand.Recall(
                KEY,
                List.of(1L, Long.MIN_VALUE),
                files.kit().<StatusReply<Recalled>>createTestProbe().getRef()),
            new BatchCommand.Note(Uncounted.ofIgnored("raw/*")),
            new BatchCommand.Operate(
                KEY,
                Verb.FLUSH,
                "ann",
                Optional.empty(),
                files.kit().<StatusReply<Operated>>createTestProbe().getRef()),
            new BatchCommand.View(
                KEY, files.kit().<StatusReply<BatchView>>createTestProbe().getRef()),
            new BatchCommand.Rest(true, probe.getRef()),
            new BatchCommand.Wake(),
            new BatchCommand.Stop());
    commands.forEach(command -> kit.verifySerialization(command, true));
    // Whatever another class can tell a batch, another node can.
    assertThat(BatchCommand.class.getPermittedSubclasses())
        .filteredOn(type -> Modifier.isPublic(type.getModifiers()))
        .allMatch(type -> commands.stream().anyMatch(type::isInstance));
    var closed = (BatchEvent.BatchClosed) event("12-batch-flushed");
    Stream.of(
            new Recalled(true, List.of(1L, Long.MIN_VALUE)),
            new Operated("lab", "a/", Verb.PAUSE, true, "paused", Optional.of(BATCH_ID)),
            new BatchView(
                T0,
                Optional.of(
                    new BatchView.Open(
                        TOTALS,
                        closed.evidence().orElseThrow(),
                        Optional.of(T0),
                        Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
                        Optional.of(
                            new Outlook(
                                Optional.of("quiet"),
                                Optional.of(
                                    new Outlook.Then(false, Optional.of(T0), Optional.of("quiet"))),
                                Optional.empty())))),
                Optional.of(new Operation("ann", T0)),
                1,
                7,
                Uncounted.NONE))
        .forEach(reply -> kit.verifySerialization(StatusReply.success(reply), true));
    kit.verifySerialization(StatusReply.ack(), true);
  }
}
