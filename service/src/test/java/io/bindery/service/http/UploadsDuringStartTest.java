package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.service.BinderyService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Intake begins when entities answer: a folder that is uploaded during the start stays whole. */
class UploadsDuringStartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aFolderThatIsUploadedWhileTheServiceStartsIsOneBatch() {
    try (var fixture = new ServiceFixture();
        var logged = new Logged()) {
      fixture.createWatchedBucket("lab");
      fixture.rule(
          "default",
          "object-created",
          "{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"]}",
          fixture.queue("notices"),
          null);
      var files = new AtomicInteger();
      put(fixture, files);
      var starting =
          CompletableFuture.supplyAsync(
              () ->
                  fixture.start(
                      "bindery.router.default-policy.trigger { count = off, quiet = 8 s }"));
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                put(fixture, files);
                return starting.isDone();
              });
      try (BinderyService service = starting.join()) {
        put(fixture, files);
        assertThat(service.api()).isPresent();
        await()
            .atMost(PATIENCE)
            .until(() -> fixture.query("SELECT files FROM closed_batch"), rows -> !rows.isEmpty());
        assertThat(fixture.query("SELECT files FROM closed_batch"))
            .containsExactly(Integer.toString(files.get()));
        assertThat(fixture.query("SELECT prefix FROM open_batch")).isEmpty();
      }
      assertThat(files.get()).isGreaterThan(3);
      assertThat(raw(logged.lines())).isEmpty();
    }
  }

  private static void put(ServiceFixture fixture, AtomicInteger files) {
    fixture.put("lab", "during/start/%04d.txt".formatted(files.getAndIncrement()));
  }

  private static List<String> raw(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains("Ask timed out") || line.contains("AskTimeoutException"))
        // The queues of the test are actors too.
        .filter(line -> !line.contains("pekko"))
        .toList();
  }
}
