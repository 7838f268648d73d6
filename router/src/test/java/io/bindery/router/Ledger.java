package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * The objects of one bucket that notices told of, what the journal says became of each, and what
 * the bus was told: to see that none is lost and none counted twice.
 */
final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MESSAGES_IN_CALL = 10;

  private final RouterFixture fixture;
  private final String bucket;
  private final int prefixes;
  private final List<String> sent = new ArrayList<>();
  private final List<String> announced = new ArrayList<>();
  private final Set<String> heard = new HashSet<>();

  Ledger(RouterFixture fixture, String bucket, int prefixes) {
    this.fixture = fixture;
    this.bucket = bucket;
    this.prefixes = prefixes;
  }

  /** New objects, one notice each, over all prefixes in turn. */
  void send(int objects) {
    deliver(created(objects));
  }

  /** New objects, each told of one to three times, in any order. */
  void sendRepeatedAndShuffled(int objects, Random random) {
    var deliveries = new ArrayList<String>();
    for (var key : created(objects)) {
      deliveries.addAll(Collections.nCopies(1 + random.nextInt(3), key));
    }
    Collections.shuffle(deliveries, random);
    deliver(deliveries);
  }

  private List<String> created(int objects) {
    int from = sent.size();
    IntStream.range(from, from + objects)
        .mapToObj(i -> "runs/%03d/file %d.csv".formatted(i % prefixes, i))
        .forEach(sent::add);
    return List.copyOf(sent.subList(from, sent.size()));
  }

  private void deliver(List<String> keys) {
    var calls = new ArrayList<CompletableFuture<?>>();
    for (int i = 0; i < keys.size(); i += MESSAGES_IN_CALL) {
      var entries = new ArrayList<SendMessageBatchRequestEntry>();
      for (var key : keys.subList(i, Math.min(keys.size(), i + MESSAGES_IN_CALL))) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageBody(notice(key))
                .build());
      }
      calls.add(
          fixture.aws.sqs().sendMessageBatch(r -> r.queueUrl(fixture.notices).entries(entries)));
    }
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
  }

  private String notice(String key) {
    return """
        {"version":"0","id":"1","detail-type":"Object Created","source":"aws.s3",
         "account":"000000000000","time":"2026-11-20T10:00:00Z","region":"us-east-1",
         "resources":[],"detail":{"version":"0","bucket":{"name":"%s"},
         "object":{"key":"%s","size":1,"etag":"e","sequencer":"00"},"reason":"PutObject"}}"""
        .formatted(bucket, key);
  }

  /** How many objects the journal holds. */
  int recorded() {
    return history().values().stream().mapToInt(List::size).sum();
  }

  /** How many batches the journal knows to be closed. */
  int closed() {
    return history().size() - 1;
  }

  /** Waits until so many of the objects that were sent are in the journal. */
  void awaitRecorded(int objects) {
    await("objects recorded")
        .pollInterval(POLL)
        .atMost(PATIENCE)
        .until(() -> recorded() >= objects);
  }

  /** Waits until the tables say that all was announced and nothing is left to do. */
  void awaitSettled() {
    await("everything announced")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                fixture
                        .query(
                            "SELECT sum(files), bool_and(announced_at IS NOT NULL) FROM"
                                + " closed_batch WHERE bucket = '"
                                + bucket
                                + "'")
                        .equals(List.of(sent.size() + " true"))
                    && fixture
                        .query("SELECT entity_id FROM open_batch WHERE bucket = '" + bucket + "'")
                        .isEmpty());
  }

  /** Each object is in exactly one batch, once, and exactly these batches were announced. */
  void assertNothingLostOrCountedTwice() {
    var history = history();
    assertThat(history.get("")).as("in no batch").isEmpty();
    history.remove("");
    assertThat(history.values().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(sent);
    assertThat(
            fixture.query(
                "SELECT batch_id, files FROM closed_batch WHERE bucket = '" + bucket + "'"))
        .containsExactlyInAnyOrderElementsOf(
            history.entrySet().stream().map(b -> b.getKey() + " " + b.getValue().size()).toList());
    assertThat(announcedAgain(history.keySet())).isNotNegative();
    assertThat(fixture.receive(fixture.deadLetters)).isEmpty();
  }

  /** How many announcements repeat another one of the same batch. */
  int announcedAgain() {
    return announced.size() - new HashSet<>(announced).size();
  }

  /** The batches that were announced more than once. */
  Set<String> announcedTwice() {
    var once = new HashSet<String>();
    return announced.stream().filter(id -> !once.add(id)).collect(Collectors.toSet());
  }

  private int announcedAgain(Set<String> batches) {
    // The bus delivers to its queue a moment after it has confirmed.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (var message : fixture.receive(fixture.announcements)) {
                var detail = JSON.readTree(message.body()).get("detail");
                if (detail.get("bucket").asText().equals(bucket)
                    && heard.add(message.messageId())) {
                  announced.add(detail.get("batch_id").asText());
                }
              }
              assertThat(announced).hasSameElementsAs(batches);
            });
    return announcedAgain();
  }

  /** The keys of each closed batch by its id, and of those that are in none by "". */
  private Map<String, List<String>> history() {
    var batches = new LinkedHashMap<String, List<String>>();
    var open = new HashMap<String, List<String>>();
    try (var connection = fixture.connection();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT persistence_id, event_payload FROM event_journal"
                        + " WHERE entity_type = 'batch' ORDER BY persistence_id, seq_nr")) {
      while (rows.next()) {
        var event = CBOR.readTree(rows.getBytes(2));
        if (!event.path("bucket").asText().equals(bucket)) {
          continue;
        }
        var keys = open.computeIfAbsent(rows.getString(1), id -> new ArrayList<>());
        if (event.get("type").asText().equals("objects-recorded")) {
          event
              .get("objects")
              .forEach(object -> keys.add(event.get("prefix").asText() + object.get(0).asText()));
        } else if (event.get("type").asText().equals("batch-closed")) {
          batches.put(event.get("batchId").asText(), List.copyOf(keys));
          keys.clear();
        }
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
    batches.put("", open.values().stream().flatMap(List::stream).toList());
    return batches;
  }
}
