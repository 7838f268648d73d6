package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
import io.bindery.router.announce.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The journal of a batch with several targets, as {@link JournalFormatTest} has it for one: golden
 * files that are added to, never rewritten.
 */
class TargetJournalFormatTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "TargetJournalFormatTest",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final String BUCKET = "lab-data";
  private static final String PREFIX = "run/1/";
  private static final String FIRST = "00112233445566778899aabbccddeeff";
  private static final String SECOND = "ffeeddccbbaa99887766554433221100";

  private static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  static {
    EVENTS.put("targets-1-closed", closed(FIRST));
    EVENTS.put(
        "targets-2-planned",
        new BatchEvent.TargetsPlanned(BUCKET, PREFIX, FIRST, List.of(Target.values()), T0));
    EVENTS.put(
        "targets-3-topic-announced",
        BatchEvents.announced(BUCKET, PREFIX, FIRST, Target.TOPIC, "message-1", T0));
    EVENTS.put("targets-4-closed", closed(SECOND));
    EVENTS.put(
        "targets-5-bus-announced", BatchEvents.announced(BUCKET, PREFIX, FIRST, "event-1", T0));
    EVENTS.put(
        "targets-6-none-planned",
        new BatchEvent.TargetsPlanned(BUCKET, PREFIX, SECOND, List.of(), T0));
  }

  /** Of announcements that were made before without an answer; the field came later. */
  private static final Map<String, BatchEvent> UNANSWERED = new LinkedHashMap<>();

  static {
    UNANSWERED.put(
        "unanswered-1-bus-announced",
        new BatchEvent.BatchAnnounced(BUCKET, PREFIX, FIRST, "event-1", T0, 2));
    UNANSWERED.put(
        "unanswered-2-topic-announced",
        new BatchEvent.TargetAnnounced(BUCKET, PREFIX, FIRST, Target.TOPIC, "message-1", T0, 3));
  }

  private static BatchEvent closed(String batchId) {
    return BatchEvents.closed(
        BUCKET, PREFIX, batchId, CloseReason.COUNT, new Totals(1, 3, T0, T0), T0);
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenState() throws Exception {
    writeIfAsked();
    var state = BatchState.EMPTY;
    for (var entry : EVENTS.entrySet()) {
      var event = read(golden(entry.getKey()), BatchEvent.class);
      assertThat(event).as(entry.getKey()).isEqualTo(entry.getValue());
      state = state.apply(event);
    }
    assertThat(read(golden("targets-state"), BatchState.class)).isEqualTo(state);
    assertThat(state.unannounced())
        .extracting(ClosedBatch::batchId, ClosedBatch::targets, ClosedBatch::announced)
        .containsExactly(tuple(FIRST, List.of(Target.PACKAGER_QUEUE, Target.SHADOW_BUS), true));
  }

  @Test
  void readsHowOftenThereWasNoAnswer() throws Exception {
    for (var entry : UNANSWERED.entrySet()) {
      writeIfAsked(entry.getKey(), entry.getValue());
      assertThat(read(golden(entry.getKey()), BatchEvent.class)).isEqualTo(entry.getValue());
    }
  }

  /** An earlier version reads what this one writes, as long as each call was answered. */
  @Test
  void whatWasAnsweredAtOnceIsWrittenAsBeforeTheFieldCame() throws Exception {
    for (var name : List.of("targets-3-topic-announced", "targets-5-bus-announced")) {
      var old = golden(name);
      assertThat(SerializationExtension.get(KIT.system()).serialize(EVENTS.get(name)).get())
          .as(name)
          .isEqualTo(old);
      assertThat(
              read(old, BatchEvent.class) instanceof BatchEvent.BatchAnnounced bus
                  ? bus.unanswered()
                  : ((BatchEvent.TargetAnnounced) read(old, BatchEvent.class)).unanswered())
          .isZero();
    }
  }

  @Test
  void aClosedBatchOfAnOlderSnapshotWaitsForTheBusAlone() throws Exception {
    // Written before there were several targets.
    var state = read(golden("state"), BatchState.class);
    assertThat(state.unannounced())
        .extracting(ClosedBatch::targets)
        .containsExactly(List.of(Target.EVENT_BUS));
  }

  private static <T> T read(byte[] bytes, Class<T> type) throws Exception {
    var serializer =
        (SerializerWithStringManifest) SerializationExtension.get(KIT.system()).serializerFor(type);
    return type.cast(serializer.fromBinary(bytes, ""));
  }

  private static byte[] golden(String name) throws IOException {
    try (var in = TargetJournalFormatTest.class.getResourceAsStream("golden/" + name + ".cbor")) {
      assertThat(in).as("golden file of %s", name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static void writeIfAsked(String name, Object object) throws IOException {
    var directory = System.getProperty("bindery.golden.write");
    if (directory != null) {
      write(Path.of(directory), name, object);
    }
  }

  private static void writeIfAsked() throws IOException {
    var directory = System.getProperty("bindery.golden.write");
    if (directory != null) {
      for (var entry : EVENTS.entrySet()) {
        write(Path.of(directory), entry.getKey(), entry.getValue());
      }
      var state = Decisions.replay(BatchState.EMPTY, List.copyOf(EVENTS.values()));
      write(Path.of(directory), "targets-state", state);
    }
  }

  private static void write(Path directory, String name, Object object) throws IOException {
    Files.createDirectories(directory);
    Files.write(
        directory.resolve(name + ".cbor"),
        SerializationExtension.get(KIT.system()).serialize(object).get());
  }
}
