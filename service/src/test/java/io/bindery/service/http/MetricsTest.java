package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The figures of a node, from an upload to its package. */
class MetricsTest {
  /** The text format of Prometheus 0.0.4. */
  private static final Pattern LINE =
      Pattern.compile(
          "# (HELP|TYPE) [a-zA-Z_:][\\w:]* .+"
              + "|([a-zA-Z_:][\\w:]*)(\\{[a-zA-Z_]\\w*=\"[^\"]*\"(,[a-zA-Z_]\\w*=\"[^\"]*\")*,?\\})?"
              + " (-?[0-9.]+([eE]-?[0-9]+)?|NaN|[+-]Inf)");

  @Test
  void whatHappenedIsCounted() {
    try (var fixture = new ServiceFixture()) {
      fixture.createWatchedBucket("lab");
      fixture.rule(
          "default",
          "object-created",
          "{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"]}",
          fixture.queue("notices"),
          null);
      try (var service =
          fixture.start(
              """
              bindery.router {
                default-policy.trigger { count = 2, quiet = 1 hour }
                announce { bus = "", packager-queue-url = "%s" }
              }
              bindery.packager { sources = ["lab"], registries = ["lab"] }
              """
                  .formatted(fixture.queue("packager")))) {
        var metrics = service.api().orElseThrow().resolve("/metrics");
        fixture.put("lab", "study/run-1/secret-key-a.txt");
        fixture.put("lab", "study/run-1/secret-key-b.txt");
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(lines(fixture, metrics))
                        .contains(
                            "bindery_events_recorded_total{kind=\"created\"} 2.0",
                            "bindery_batches_closed_total{reason=\"count\"} 1.0",
                            "bindery_announcements_confirmed_total{target=\"packager-queue\"} 1.0",
                            "bindery_announcements_unanswered_total{target=\"packager-queue\"} 0.0",
                            "bindery_queue_settled_total{outcome=\"handled\",queue=\"packager\"}"
                                + " 1.0",
                            "bindery_jobs_ended_total{state=\"done\"} 1.0",
                            "bindery_packages_files_total 2.0",
                            "bindery_health_part{part=\"router.queue\"} 1.0"));
        var missing = metrics.resolve("/api/v1/nothing/" + "x".repeat(30));
        assertThat(fixture.get(missing).statusCode()).isEqualTo(404);
        fixture.get(metrics.resolve("/api/v1/buckets/lab/policy"));

        var lines = lines(fixture, metrics);
        assertThat(lines).allMatch(line -> LINE.matcher(line).matches());
        await()
            .untilAsserted(
                () -> {
                  var now = lines(fixture, metrics);
                  var received = value(now, "bindery_queue_received_total{queue=\"router\"}");
                  assertThat(received).isGreaterThanOrEqualTo(2);
                  assertThat(
                          value(
                              now,
                              "bindery_queue_settled_total{outcome=\"handled\",queue=\"router\"}"))
                      .isEqualTo(received);
                });
        assertThat(lines)
            .as("what clients and uploaders name is in no tag")
            .noneMatch(line -> line.contains("secret-key") || line.contains("xxx"))
            .noneMatch(line -> line.contains("study"));
        assertThat(lines)
            .anyMatch(
                line ->
                    line.startsWith(
                        "bindery_http_requests_seconds_count{method=\"GET\",path=\"none\",status=\"404\"}"))
            .anyMatch(
                line ->
                    line.startsWith(
                        "bindery_http_requests_seconds_count{method=\"GET\",path=\"api/v1/buckets/{bucket}/policy\""))
            .anyMatch(line -> line.startsWith("bindery_journal_write_seconds_bucket{"))
            .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"));
        assertThat(named(lines, "TYPE")).as("each has a help text").isEqualTo(named(lines, "HELP"));
      }
    }
  }

  private static double value(List<String> lines, String metric) {
    return lines.stream()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> named(List<String> lines, String kind) {
    var names = new TreeSet<String>();
    for (var line : lines) {
      if (line.startsWith("# " + kind + " ")) {
        names.add(line.split(" ", -1)[2]);
      }
    }
    return names;
  }

  private static List<String> lines(ServiceFixture fixture, URI metrics) {
    var answer = fixture.get(metrics);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .isEqualToIgnoringCase("text/plain; version=0.0.4; charset=UTF-8");
    return answer.body().lines().toList();
  }
}
