package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.localaws.otlp.Collector;
import io.bindery.service.BinderyService;
import io.bindery.service.cli.Bindery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A service in which things happen, its figures, and the files that name them. */
abstract class FiguresFixture {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final JsonMapper JSON = new JsonMapper();

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");

  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"]*)\"");
  static final Pattern NAMED = Pattern.compile("`(bindery_[a-z_]+)(?:\\{([a-z,]+)})?`");

  /** What Prometheus itself adds to a sample, and the metric that it makes. */
  static final List<String> OF_PROMETHEUS = List.of("job", "instance");

  static ServiceFixture fixture;
  static BinderyService service;
  private static Collector collector;

  /** By metric: the values of each label. */
  static Map<String, Map<String, Set<String>>> scrape;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    collector = new Collector();
    fixture.createWatchedBucket("lab");
    fixture.rule(
        "default",
        "object-created",
        "{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"]}",
        fixture.queue("notices"),
        null);
    fixture.exchange().behaviour().jobTime(Duration.ofMillis(50));
    service =
        fixture.start(
            """
            bindery.router {
              default-policy.trigger { count = 2, quiet = 500 ms }
              announce { bus = "", packager-queue-url = "%s" }
            }
            bindery.packager { sources = ["lab"], registries = ["lab"] }
            bindery.canary { bucket = lab, every = 1 day, quiet = 200 ms }
            bindery.lineage.http.url = "%s"
            bindery.telemetry.otlp.endpoint = "%2$s"
            bindery.exchange { sources = [lab], poll-interval = 50 ms, sweep-interval = 500 ms }
            """
                .formatted(fixture.queue("packager"), collector.endpoint()));
    fixture.put("lab", "study/run-1/secret-key-a.txt");
    fixture.put("lab", "study/run-1/secret-key-b.txt");
    fixture.put("lab", "study/run-2/secret-key-c.txt");
    publish();
    // The figures of collections begin with the first.
    ManagementFactory.getMemoryMXBean().gc();
    await().atMost(PATIENCE).untilAsserted(FiguresFixture::assertThatAllHappened);
    scrape = read();
  }

  @AfterAll
  static void stop() {
    service.close();
    collector.close();
    fixture.close();
  }

  private static void publish() {
    var dataSet = fixture.dataSet();
    fixture.put("lab", "published/a.txt");
    var answer =
        fixture.send(
            "POST",
            api().resolve("/api/v1/publications"),
            "{\"dataset_id\": \"%s\", \"asset_list\": [{\"Bucket\": \"lab\", \"Key\": \"published/\"}]}"
                .formatted(dataSet),
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static void assertThatAllHappened() {
    var lines = lines();
    assertThat(value(lines, "bindery_publications_ended_total{state=\"published\"}")).isEqualTo(1);
    assertThat(value(lines, "bindery_jobs_ended_total{state=\"done\"}")).isGreaterThanOrEqualTo(2);
    assertThat(value(lines, "bindery_batches_lateness_seconds_count")).isPositive();
    assertThat(lines).anyMatch(line -> line.startsWith("bindery_exchange_waited_seconds_total{"));
    assertThat(lines).anyMatch(line -> line.startsWith("jvm_gc_pause_seconds_sum{"));
  }

  static URI api() {
    return service.api().orElseThrow();
  }

  static List<String> lines() {
    var answer = fixture.get(api().resolve("/metrics"));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body().lines().toList();
  }

  static double value(List<String> lines, String sample) {
    return lines.stream()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static Map<String, Map<String, Set<String>>> read() {
    var all = new TreeMap<String, Map<String, Set<String>>>();
    for (var line : lines()) {
      var sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        var labels = all.computeIfAbsent(sample.group(1), it -> new TreeMap<>());
        var pairs = LABEL.matcher(Optional.ofNullable(sample.group(2)).orElse(""));
        while (pairs.find()) {
          labels.computeIfAbsent(pairs.group(1), it -> new TreeSet<>()).add(pairs.group(2));
        }
      }
    }
    // By which Prometheus says whether a node answers.
    all.put("up", new TreeMap<>());
    return all;
  }

  static List<String> words(String text) {
    return List.of(text.split("\\|", -1));
  }

  static double added(List<String> before, List<String> now, String sample) {
    return value(now, sample) - value(before, sample);
  }

  static String base() {
    var text = api().toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  static void bindery(String what, String command) {
    var out = new StringWriter();
    var words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.remove(0);
    words.add("--url=" + base());
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(words.toArray(String[]::new));
    assertThat(code).as(what + "\n" + out).isZero();
  }

  static List<String> commands(Path file) throws IOException {
    var text = Files.readString(file);
    int from = text.indexOf("```sh\n") + "```sh\n".length();
    return text.substring(from, text.indexOf("```", from)).lines().toList();
  }

  /** The samples, but faster, for this service, and without a token. */
  static void prepare(Path directory, List<Integer> ports) throws IOException {
    var sample = Files.readString(Expressions.RULES.resolve("prometheus.yaml"));
    Files.writeString(
        directory.resolve("prometheus.yaml"),
        sample
            .replace("15s", "1s")
            .replace("localhost:9093", "127.0.0.1:" + ports.get(0))
            .replace("localhost:8080", "127.0.0.1:" + api().getPort())
            .replaceAll("(?s)    authorization:\\s+credentials_file: bindery.token\\s+", "    "));
    Files.writeString(
        directory.resolve("alerts.yaml"),
        Files.readString(Expressions.RULES.resolve("alerts.yaml"))
            .replaceAll("for: [0-9]+[mhd]", "for: 0s"));
  }

  static Process program(Path directory, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(command[0] + ".log").toFile())
        .start();
  }

  static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
