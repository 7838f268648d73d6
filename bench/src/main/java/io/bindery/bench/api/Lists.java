package io.bindery.bench.api;

import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.Percentile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long lists take, with each filter and order that they offer: the first page and later ones.
 */
final class Lists {
  private static final String BATCHES = "/api/v1/batches";
  private static final String JOBS = "/api/v1/packages/jobs";

  /** A page at which nobody would stop to look. */
  private static final int DEEP = 5;

  private static final double P99 = 0.99;

  private Lists() {}

  /** Each way to ask for batches. */
  static List<String> batches() {
    var ways = new ArrayList<String>();
    for (var state : List.of("", "state=open", "state=paused", "state=closed", "state=announced")) {
      boolean ended = state.endsWith("closed") || state.endsWith("announced");
      for (var order : List.of("", "order=prefix", ended ? "order=latest" : "order=due")) {
        ways.add(with(BATCHES, state, order));
        ways.add(with(BATCHES, state, order, "bucket=" + Filling.BUCKET));
        ways.add(with(BATCHES, state, order, "prefix=project-0500%2F"));
        ways.add(with(BATCHES, state, order, "bucket=" + Filling.BUCKET, "prefix=project-0500%2F"));
      }
      ways.add(with(BATCHES, state, "q=run-0500"));
      ways.add(with(BATCHES, state, "q=" + encoded("project-0777/run-0000777")));
    }
    ways.add("/api/v1/batches/closed");
    ways.add("/api/v1/batches/closed?bucket=" + Filling.BUCKET);
    ways.add("/api/v1/timers");
    ways.add("/api/v1/buckets");
    return ways;
  }

  /** Each way to ask for jobs. */
  static List<String> jobs() {
    var ways = new ArrayList<String>();
    ways.add(JOBS);
    for (var state : List.of("waiting", "done", "unchanged", "failed", "quarantined", "empty")) {
      ways.add(with(JOBS, "state=" + state));
      ways.add(with(JOBS, "state=" + state, "registry=" + Filling.REGISTRY));
    }
    ways.add(with(JOBS, "registry=" + Filling.REGISTRY));
    ways.add(
        with(JOBS, "registry=" + Filling.REGISTRY, "name=" + encoded("project-0500/run-0000500")));
    ways.add(with(JOBS, "reason=no-right"));
    ways.add(
        with(JOBS, "source=" + encoded("s3://" + Filling.BUCKET + "/" + Filling.prefix(4321))));
    ways.add(with(JOBS, "batch=" + "b".repeat(32)));
    ways.add("/api/v1/quarantine");
    return ways;
  }

  /**
   * The 99th percentile of each, in milliseconds; nothing of what this service does not offer.
   *
   * @param requests for each, after as many as it takes to compile
   */
  static Map<String, Double> measure(Http http, List<String> ways, int requests) {
    var offered = new ArrayList<String>();
    for (var way : ways) {
      var answer = http.get(way);
      if (answer.status() == 200) {
        offered.add(way);
      } else if (answer.status() != 400 && answer.status() != 404) {
        throw new BenchException(way + " is answered " + answer.status() + ": " + answer.body());
      }
    }
    // All by turns, so that none is measured while the others are warm.
    var times = new LinkedHashMap<String, List<Double>>();
    offered.forEach(way -> warm(http, way, requests / 4));
    for (int i = 0; i < requests; i += DEEP) {
      for (var way : offered) {
        times.computeIfAbsent(way, it -> new ArrayList<>()).addAll(pages(http, way));
      }
    }
    var figures = new LinkedHashMap<String, Double>();
    times.forEach((way, all) -> figures.put(way, percentile(all)));
    return figures;
  }

  private static void warm(Http http, String way, int requests) {
    for (int i = 0; i < requests; i += DEEP) {
      pages(http, way);
    }
  }

  /** The first pages, one after the other; a list that ends begins anew. */
  private static List<Double> pages(Http http, String way) {
    var times = new ArrayList<Double>();
    var next = "";
    for (int i = 0; i < DEEP; i++) {
      var path = next.isEmpty() ? way : with(way, "after=" + encoded(next));
      var answer = http.get(path);
      if (answer.status() != 200) {
        throw new BenchException(path + " is answered " + answer.status() + ": " + answer.body());
      }
      times.add(answer.millis());
      next = answer.json().path("next").asText("");
    }
    return times;
  }

  static double percentile(List<Double> times) {
    return Percentile.of(times, P99);
  }

  private static String with(String path, String... parameters) {
    var all = new StringBuilder(path);
    for (var parameter : parameters) {
      if (!parameter.isEmpty()) {
        all.append(all.indexOf("?") < 0 ? '?' : '&').append(parameter);
      }
    }
    return all.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
