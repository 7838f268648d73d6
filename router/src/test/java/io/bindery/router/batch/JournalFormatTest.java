package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
import io.bindery.router.announce.Target;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
          "JournalFormatTest",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  private static final BatchKey KEY = new BatchKey("lab-data", "instrument a/rün/");
  private static final List<RecordedObject> OBJECTS =
      List.of(
          new RecordedObject("a b.txt", 12, T0.minusMillis(1_500).toEpochMilli(), -1L),
          new RecordedObject("", 0, T0.toEpochMilli(), Long.MIN_VALUE),
          new RecordedObject("sub/ü\0😀", 1L << 53, T0.toEpochMilli(), 0x0123456789abcdefL));
  private static final Totals TOTALS = new Totals(3, (1L << 53) + 12, T0.minusMillis(1_500), T0);
  private static final String BATCH_ID = "00112233445566778899aabbccddeeff";

  /** The journal of the first version. */
  private static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  /** What came later. */
  private static final Map<String, BatchEvent> LATER = new LinkedHashMap<>();

  static {
    EVENTS.put(
        "1-objects-recorded",
        BatchEvents.recorded(
            KEY.bucket(), KEY.prefix(), OBJECTS, TOTALS, T0, Optional.of(T0.plusSeconds(300))));
    EVENTS.put(
        "2-deadline-moved",
        new BatchEvent.DeadlineMoved(KEY.bucket(), KEY.prefix(), Optional.of(T0.plusSeconds(60))));
    EVENTS.put(
        "3-deadline-moved-to-none",
        new BatchEvent.DeadlineMoved(KEY.bucket(), KEY.prefix(), Optional.empty()));
    EVENTS.put(
        "4-batch-closed",
        BatchEvents.closed(
            KEY.bucket(), KEY.prefix(), BATCH_ID, CloseReason.QUIET, TOTALS, T0.plusSeconds(60)));
    EVENTS.put(
        "5-objects-recorded-without-deadline",
        BatchEvents.recorded(
            KEY.bucket(),
            KEY.prefix(),
            List.of(new RecordedObject("a b.txt", 3, T0.toEpochMilli(), 7)),
            new Totals(1, 3, T0, T0),
            T0.plusSeconds(70),
            Optional.empty()));
    EVENTS.put(
        "6-batch-closed-by-count",
        BatchEvents.closed(
            KEY.bucket(),
            KEY.prefix(),
            "ffeeddccbbaa99887766554433221100",
            CloseReason.COUNT,
            new Totals(1, 3, T0, T0),
            T0.plusSeconds(70)));
    EVENTS.put(
        "7-batch-announced",
        BatchEvents.announced(KEY.bucket(), KEY.prefix(), BATCH_ID, "event-1", T0.plusSeconds(71)));
  }

  static {
    LATER.put("8-batch-paused", new BatchEvent.BatchPaused(KEY.bucket(), KEY.prefix(), "ann", T0));
    LATER.put(
        "9-objects-recorded-with-marker-and-deleted",
        BatchEvents.recorded(
            KEY.bucket(),
            KEY.prefix(),
            List.of(new RecordedObject("_SUCCESS", 0, T0.toEpochMilli(), 11)),
            new Totals(2, 0, T0, T0),
            T0.plusSeconds(80),
            Optional.empty(),
            List.of(new RecordedObject("old", 0, T0.toEpochMilli(), 12)),
            Optional.of("_SUCCESS"),
            Optional.of(new Uncounted(1, 2, 3, Map.of("*/*/*.tmp", 4L))),
            false));
    LATER.put(
        "10-clock-corrected",
        new BatchEvent.ClockCorrected(
            KEY.bucket(), KEY.prefix(), T0.plusSeconds(60), Optional.empty()));
    LATER.put(
        "11-batch-resumed",
        new BatchEvent.BatchResumed(
            KEY.bucket(),
            KEY.prefix(),
            "bob",
            T0.plusSeconds(90),
            Optional.of(T0.plusSeconds(360))));
    LATER.put(
        "12-batch-flushed",
        BatchEvents.closed(
            KEY.bucket(),
            KEY.prefix(),
            "0123456789abcdef0123456789abcdef",
            CloseReason.FLUSH,
            new Totals(2, 0, T0, T0),
            T0.plusSeconds(95),
            Optional.of(
                new Evidence(
                    2,
                    T0.plusSeconds(60),
                    T0.plusSeconds(60),
                    false,
                    List.of(
                        new Condition(
                            "count", false, Optional.of(2L), 20, "keys", Optional.empty()),
                        new Condition("marker", false, Optional.empty(), 0, "ms", Optional.empty()),
                        new Condition(
                            "quiet",
                            false,
                            Optional.of(35_000L),
                            300_000,
                            "ms",
                            Optional.of(T0.plusSeconds(360)))),
                    new Uncounted(1, 2, 3, Map.of("*/*/*.tmp", 4L)),
                    Optional.of("_SUCCESS"),
                    Optional.of("ann"),
                    0))));
    LATER.put(
        "13-objects-recorded-again",
        BatchEvents.recorded(
            KEY.bucket(),
            KEY.prefix(),
            List.of(new RecordedObject("x", 1, T0.toEpochMilli(), 13)),
            new Totals(1, 1, T0, T0),
            T0.plusSeconds(99),
            Optional.of(T0.plusSeconds(399))));
    LATER.put(
        "14-batch-discarded",
        new BatchEvent.BatchDiscarded(
            KEY.bucket(), KEY.prefix(), "ann", T0.plusSeconds(100), new Totals(1, 1, T0, T0)));
    LATER.put(
        "15-targets-planned",
        new BatchEvent.TargetsPlanned(
            KEY.bucket(),
            KEY.prefix(),
            "0123456789abcdef0123456789abcdef",
            List.of(Target.values()),
            T0.plusSeconds(101)));
    LATER.put(
        "16-target-announced",
        BatchEvents.announced(
            KEY.bucket(),
            KEY.prefix(),
            "0123456789abcdef0123456789abcdef",
            Target.TOPIC,
            "message-1",
            T0.plusSeconds(102)));
    LATER.put(
        "17-batch-rested",
        new BatchEvent.BatchRested(KEY.bucket(), KEY.prefix(), T0.plusSeconds(103), false));
  }

  private static BatchEvent event(String name) {
    return EVENTS.getOrDefault(name, LATER.get(name));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
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
    writeIfAsked(name, event);
    assertThat(read(golden(name), BatchEvent.class)).isEqualTo(event);
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenState() throws Exception {
    var state = BatchState.EMPTY;
    for (var name : EVENTS.keySet()) {
      state = state.apply(read(golden(name), BatchEvent.class));
    }
    writeIfAsked("state", state);
    assertThat(read(golden("state"), BatchState.class)).isEqualTo(state);
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
    var state = read(golden("state"), BatchState.class);
    for (var name : LATER.keySet()) {
      state = state.apply(read(golden(name), BatchEvent.class));
      if (name.startsWith("10-")) {
        writeIfAsked("state-paused", state);
        assertThat(read(golden("state-paused"), BatchState.class))
            .isEqualTo(WithoutSizes.of(state));
        assertThat(state.paused()).contains(new Operation("ann", T0));
        assertThat(state.open().orElseThrow().marker())
            .contains(new OpenBatch.Marker("_SUCCESS", T0.plusSeconds(60)));
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
    writeIfAsked("sizes-state-open", state);
    assertThat(read(golden("sizes-state-open"), BatchState.class)).isEqualTo(state);
    assertThat(state.open().orElseThrow().sizes()).isNotEqualTo(SizeWindow.EMPTY);
    assertThat(read(golden("state-open"), BatchState.class)).isEqualTo(WithoutSizes.of(state));
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesEventsByTheirOwnNameNotByTheirClass(String name) {
    var event = event(name);
    var serializer =
        (SerializerWithStringManifest)
            SerializationExtension.get(KIT.system()).findSerializerFor(event);
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
    assertThat(bytes(event).length / objects.size()).isLessThan(60);
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
    var kit = new SerializationTestKit(KIT.system());
    var probe = KIT.<StatusReply<Done>>createTestProbe();
    var commands =
        List.<BatchCommand>of(
            new BatchCommand.RecordObjects(KEY, OBJECTS, probe.getRef()),
            new BatchCommand.RecordObjects(
                KEY,
                new Arrivals(OBJECTS, OBJECTS, new Uncounted(1, 2, 3, Map.of("raw/*", 4L))),
                probe.getRef()),
            new BatchCommand.RecordObjects(
                KEY, new Arrivals(OBJECTS, List.of(), Uncounted.NONE, true), probe.getRef()),
            new BatchCommand.Recall(
                KEY,
                List.of(1L, Long.MIN_VALUE),
                KIT.<StatusReply<Recalled>>createTestProbe().getRef()),
            new BatchCommand.Note(Uncounted.ofIgnored("raw/*")),
            new BatchCommand.Operate(
                KEY, Verb.FLUSH, "ann", KIT.<StatusReply<Operated>>createTestProbe().getRef()),
            new BatchCommand.View(KEY, KIT.<StatusReply<BatchView>>createTestProbe().getRef()),
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

  private static byte[] bytes(Object object) {
    return SerializationExtension.get(KIT.system()).serialize(object).get();
  }

  private static <T> T read(byte[] bytes, Class<T> type) throws Exception {
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
