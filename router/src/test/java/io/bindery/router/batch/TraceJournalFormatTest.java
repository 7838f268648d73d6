package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.TraceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What traces added to the journal, as {@link JournalFormatTest} keeps it. With {@code
 * -Dbindery.golden.write=DIR} the test writes the present form to a directory.
 */
class TraceJournalFormatTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "TraceJournalFormatTest",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private static final Instant T0 = Instant.parse("2026-11-29T10:00:00Z");
  private static final String BUCKET = "lab-data";
  private static final String PREFIX = "run/1/";
  private static final String BATCH_ID = "00112233445566778899aabbccddeeff";
  private static final TraceContext NOTICE =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
  private static final TraceContext OTHER =
      new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", false);
  private static final TraceContext OWN =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "53995c3f42cd8ad8", true);

  private static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  static {
    EVENTS.put("traced-1-objects-recorded", recorded(1, new OpenSpan(OWN, List.of(NOTICE))));
    EVENTS.put("traced-2-objects-recorded", recorded(2, new OpenSpan(OTHER, List.of(OTHER))));
    EVENTS.put(
        "traced-3-batch-closed",
        new BatchEvent.BatchClosed(
            BUCKET,
            PREFIX,
            BATCH_ID,
            CloseReason.QUIET,
            new Totals(2, 6, T0, T0),
            T0.plusSeconds(300),
            Optional.empty(),
            Optional.of(new OpenSpan(OWN, List.of(NOTICE, OTHER)))));
  }

  private static BatchEvent recorded(int number, OpenSpan span) {
    return new BatchEvent.ObjectsRecorded(
        BUCKET,
        PREFIX,
        List.of(new RecordedObject("reads-" + number, 3, T0.toEpochMilli(), number)),
        new Totals(number, 3L * number, T0, T0),
        T0.plusSeconds(number),
        Optional.of(T0.plusSeconds(300)),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(span));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenStates() throws Exception {
    writeIfAsked();
    var state = BatchState.EMPTY;
    for (var entry : EVENTS.entrySet()) {
      var event = read(golden(entry.getKey()), BatchEvent.class);
      assertThat(event).as(entry.getKey()).isEqualTo(entry.getValue());
      state = state.apply(event);
      if (entry.getKey().startsWith("traced-2")) {
        assertThat(read(golden("traced-state-open"), BatchState.class)).isEqualTo(state);
        // The first notice's trace goes on; the other is linked to.
        assertThat(state.open().orElseThrow().span())
            .contains(new OpenSpan(OWN, List.of(NOTICE, OTHER)));
      }
    }
    assertThat(state.unannounced())
        .singleElement()
        .matches(it -> it.trace().equals(Optional.of(OWN)));
    assertThat(read(golden("traced-state"), BatchState.class)).isEqualTo(state);
  }

  /** A person can read it in the journal. */
  @Test
  void anEventHoldsTheContextAsW3cWritesIt() throws Exception {
    assertThat(
            new String(
                golden("traced-1-objects-recorded"), java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains(OWN.w3c(), NOTICE.w3c());
  }

  private static BatchState after(int events) {
    return EVENTS.values().stream()
        .limit(events)
        .reduce(BatchState.EMPTY, BatchState::apply, (one, other) -> other);
  }

  private static <T> T read(byte[] bytes, Class<T> type) throws Exception {
    var serializer =
        (SerializerWithStringManifest) SerializationExtension.get(KIT.system()).serializerFor(type);
    return type.cast(serializer.fromBinary(bytes, ""));
  }

  private static byte[] golden(String name) throws IOException {
    try (var in = TraceJournalFormatTest.class.getResourceAsStream("golden/" + name + ".cbor")) {
      assertThat(in).as("golden file of %s", name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static void writeIfAsked() throws IOException {
    var directory = System.getProperty("bindery.golden.write");
    if (directory != null) {
      for (var entry : EVENTS.entrySet()) {
        write(Path.of(directory), entry.getKey(), entry.getValue());
      }
      write(Path.of(directory), "traced-state-open", after(2));
      write(Path.of(directory), "traced-state", after(3));
    }
  }

  private static void write(Path directory, String name, Object object) throws IOException {
    Files.createDirectories(directory);
    Files.write(
        directory.resolve(name + ".cbor"),
        SerializationExtension.get(KIT.system()).serialize(object).get());
  }
}
