package io.bindery.bench.api;

import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.measure.BenchException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How long the trace of an object takes that went the whole way to its revision. */
final class Traces {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int TIMES = 10;

  private Traces() {}

  static List<Double> measure(Http http, ChildJvm service, int objects) {
    for (int i = 0; i < objects; i++) {
      service.ask("put " + key(i));
      var answer = http.post("/api/v1/events", event(key(i)));
      if (answer.status() != 200) {
        throw new BenchException("A notice is answered " + answer.status() + ": " + answer.body());
      }
    }
    for (int i = 0; i < objects; i++) {
      awaitRevision(http, i);
    }
    var times = new ArrayList<Double>();
    for (int i = 0; i < TIMES; i++) {
      for (int j = 0; j < objects; j++) {
        times.add(traced(http, j).millis());
      }
    }
    return times;
  }

  private static void awaitRevision(Http http, int number) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!traced(http, number).body().contains("\"top_hash\"")) {
      if (System.nanoTime() > end) {
        throw new BenchException("An object does not become a revision: " + traced(http, number));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static Http.Answer traced(Http http, int number) {
    var uri = "s3://" + Filling.BUCKET + "/" + key(number);
    var answer = http.get("/api/v1/trace?uri=" + URLEncoder.encode(uri, StandardCharsets.UTF_8));
    if (answer.status() != 200) {
      throw new BenchException("A trace is answered " + answer.status() + ": " + answer.body());
    }
    return answer;
  }

  private static String key(int number) {
    return "traced/run-%d/reads.txt".formatted(number);
  }

  private static String event(String key) {
    return """
        {"version": "0", "id": "%1$s", "detail-type": "Object Created", "source": "aws.s3",
        "account": "111122223333", "time": "2026-11-12T00:00:00Z", "region": "us-east-1",
        "resources": ["arn:aws:s3:::%2$s"], "detail": {"version": "0", "bucket": {"name": "%2$s"},
        "object": {"key": "%1$s", "size": 1, "etag": "9dd4e461268c8034f5c8564e155c67a6",
        "sequencer": "617f08299329d189"}, "request-id": "N4N7GDK58NMKJ12R",
        "requester": "123456789012", "reason": "PutObject"}}"""
        .formatted(key, Filling.BUCKET);
  }
}
