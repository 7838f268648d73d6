package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Notices that come all the time while nodes come and go, and what became of each: whether it was
 * recorded, how often, and how long after it was sent.
 */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PREFIXES = 40;
  private static final int AT_ONCE = 10;
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

  private final SqsClient sqs;
  private final String queue;
  private final String folder;
  private final LocalPostgres postgres;
  private final Map<String, Instant> sent = new ConcurrentHashMap<>();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int count;

  private Load(SqsClient sqs, String queue, String folder, LocalPostgres postgres) {
    this.sqs = sqs;
    this.queue = queue;
    this.folder = folder;
    this.postgres = postgres;
  }

  /**
   * Begins.
   *
   * @param folder that nothing else writes to
   * @param every pause between two sends of ten notices
   */
  static Load start(
      SqsClient sqs, String queue, String folder, LocalPostgres postgres, Duration every) {
    var load = new Load(sqs, queue, folder, postgres);
    var unused =
        load.thread.scheduleWithFixedDelay(load::send, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return load;
  }

  private void send() {
    try {
      var entries = new ArrayList<SendMessageBatchRequestEntry>();
      var keys = new ArrayList<String>();
      for (int i = 0; i < AT_ONCE; i++, count++) {
        var key = "%s/%02d/file %d.csv".formatted(folder, count % PREFIXES, count);
        keys.add(key);
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(i))
                .messageBody(notice(key))
                .build());
      }
      var now = Instant.now();
      sqs.sendMessageBatch(request -> request.queueUrl(queue).entries(entries));
      keys.forEach(key -> sent.put(key, now));
    } catch (RuntimeException e) {
      failure.set(e);
      throw e;
    }
  }

  private static String notice(String key) {
    return """
        {"version":"0","id":"0","detail-type":"Object Created","source":"aws.s3","account":"000000000000",
         "time":"%s","region":"us-east-1","resources":["arn:aws:s3:::lab"],
         "detail":{"version":"0","bucket":{"name":"lab"},
         "object":{"key":"%s","size":1,"etag":"e","version-id":"v1","sequencer":"00"},"reason":"PutObject"}}"""
        .formatted(Instant.now(), key);
  }

  /** How many were sent so far. */
  int sent() {
    return sent.size();
  }

  /** Waits until as many were recorded as are sent by now. */
  void awaitRecorded() {
    var now = List.copyOf(sent.keySet());
    await("recorded")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> recorded().keySet().containsAll(now));
  }

  /**
   * Sends no more, waits until all are recorded, and sees that each was once.
   *
   * @param what in the line of figures
   * @return how long 99 of 100 took from the queue to the journal
   */
  Duration end(String what) throws SQLException, IOException {
    close();
    assertThat(failure.get()).isNull();
    awaitRecorded();
    var recorded = recorded();
    assertThat(recorded.keySet()).containsExactlyInAnyOrderElementsOf(sent.keySet());
    assertThat(recorded.values())
        .as("each object in one batch, once")
        .allMatch(it -> it.size() == 1);
    long[] times =
        sent.entrySet().stream()
            .flatMapToLong(
                it ->
                    LongStream.of(
                        Duration.between(it.getValue(), recorded.get(it.getKey()).get(0))
                            .toMillis()))
            .sorted()
            .toArray();
    long p99 = times[(int) (times.length * 0.99)];
    System.out.printf(
        "%s: %d notices, none lost, none counted twice; from the queue to the journal p50 %d ms,"
            + " p99 %d ms, most %d ms%n",
        what, times.length, times[times.length / 2], p99, times[times.length - 1]);
    return Duration.ofMillis(p99);
  }

  private Map<String, List<Instant>> recorded() throws SQLException, IOException {
    var recorded = new HashMap<String, List<Instant>>();
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT event_payload, db_timestamp FROM event_journal WHERE entity_type ="
                        + " 'batch'")) {
      while (rows.next()) {
        var event = CBOR.readTree(rows.getBytes(1));
        if (event.path("type").asText().equals("objects-recorded")) {
          var at = rows.getTimestamp(2).toInstant();
          var prefix = event.get("prefix").asText();
          if (prefix.startsWith(folder + "/")) {
            event
                .get("objects")
                .forEach(
                    object ->
                        recorded
                            .computeIfAbsent(
                                prefix + object.get(0).asText(), key -> new ArrayList<>())
                            .add(at));
          }
        }
      }
    }
    return recorded;
  }

  @Override
  public void close() {
    thread.shutdown();
    await().atMost(PATIENCE).until(thread::isTerminated);
  }
}
