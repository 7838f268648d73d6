package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
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
 * The journal of a batch that a reconciliation wrote to and that was put to rest, as {@link
 * JournalFormatTest} has it for the others: golden files that are added to, never rewritten.
 */
class RestJournalFormatTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "RestJournalFormatTest",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final String BUCKET = "lab-data";
  private static final String PREFIX = "run/1/";

  private static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  static {
    EVENTS.put(
        "rest-1-objects-reconciled",
        BatchEvents.recorded(
            BUCKET,
            PREFIX,
            List.of(new RecordedObject("lost", 3, T0.toEpochMilli(), 7)),
            new Totals(1, 3, T0, T0),
            T0,
            Optional.of(T0.plusSeconds(300)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            true));
    EVENTS.put(
        "rest-2-batch-discarded",
        new BatchEvent.BatchDiscarded(BUCKET, PREFIX, "ann", T0, new Totals(1, 3, T0, T0)));
    EVENTS.put("rest-3-batch-rested", new BatchEvent.BatchRested(BUCKET, PREFIX, T0, false));
    EVENTS.put(
        "rest-4-batch-rested-and-forgot", new BatchEvent.BatchRested(BUCKET, PREFIX, T0, true));
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
      assertThat(state.identities().contains(7)).isEqualTo(!entry.getKey().endsWith("forgot"));
    }
    assertThat(state.identities().size()).isZero();
    var open = BatchState.EMPTY.apply(EVENTS.get("rest-1-objects-reconciled"));
    assertThat(open.open().orElseThrow().reconciled()).isEqualTo(1);
    assertThat(read(golden("rest-state"), BatchState.class)).isEqualTo(WithoutSizes.of(open));
  }

  private static <T> T read(byte[] bytes, Class<T> type) throws Exception {
    var serializer =
        (SerializerWithStringManifest) SerializationExtension.get(KIT.system()).serializerFor(type);
    return type.cast(serializer.fromBinary(bytes, ""));
  }

  private static byte[] golden(String name) throws IOException {
    try (var in = RestJournalFormatTest.class.getResourceAsStream("golden/" + name + ".cbor")) {
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
      write(
          Path.of(directory),
          "rest-state",
          BatchState.EMPTY.apply(EVENTS.get("rest-1-objects-reconciled")));
    }
  }

  private static void write(Path directory, String name, Object object) throws IOException {
    Files.createDirectories(directory);
    Files.write(
        directory.resolve(name + ".cbor"),
        SerializationExtension.get(KIT.system()).serialize(object).get());
  }
}
