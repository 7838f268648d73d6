package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.otlp.Collector;
import io.bindery.localaws.state.Ports;
import io.bindery.service.BinderyService;
import io.bindery.service.cli.Bindery;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What alerts, dashboards, runbooks and documents name, a running service has. */
class LiveFiguresTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"]*)\"");
  private static final Pattern NAMED = Pattern.compile("`(bindery_[a-z_]+)(?:\\{([a-z,]+)})?`");

  /** What Prometheus itself adds to a sample, and the metric that it makes. */
  private static final List<String> OF_PROMETHEUS = List.of("job", "instance");

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static Collector collector;

  /** By metric: the values of each label. */
  private static Map<String, Map<String, Set<String>>> scrape;

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
    await().atMost(PATIENCE).untilAsserted(LiveFiguresTest::assertThatAllHappened);
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

  private static URI api() {
    return service.api().orElseThrow();
  }

  private static List<String> lines() {
    var answer = fixture.get(api().resolve("/metrics"));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body().lines().toList();
  }

  private static double value(List<String> lines, String sample) {
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

  @Test
  void eachExpressionNamesMetricsAndLabelsThatAreThere() throws IOException {
    for (var expression : Expressions.all()) {
      var asked = Expressions.Asked.of(expression);
      var labels = new HashSet<>(OF_PROMETHEUS);
      assertThat(asked.metrics()).as(expression).isNotEmpty();
      for (var wanted : asked.metrics()) {
        if (wanted.metric().equals("vector")) {
          continue;
        }
        assertThat(scrape).as(expression).containsKey(wanted.metric());
        var there = scrape.get(wanted.metric());
        labels.addAll(there.keySet());
        wanted
            .labels()
            .forEach(
                (label, text) -> {
                  if (OF_PROMETHEUS.contains(label)) {
                    return;
                  }
                  assertThat(there).as(expression).containsKey(label);
                  if (!text.isEmpty()) {
                    assertThat(there.get(label)).as(expression).containsAll(words(text));
                  }
                });
      }
      assertThat(labels).as(expression).containsAll(asked.groupedBy());
    }
  }

  private static List<String> words(String text) {
    return List.of(text.split("\\|", -1));
  }

  @Test
  void theTableOfTheApiIsWhatIsThere() throws IOException {
    var documented = new TreeMap<String, String>();
    var rows = NAMED.matcher(Files.readString(Expressions.HOME.resolve("docs/api.md")));
    while (rows.find()) {
      documented.merge(
          rows.group(1),
          Optional.ofNullable(rows.group(2)).orElse(""),
          (a, b) -> a.isEmpty() ? b : a);
    }
    var there = new TreeMap<String, String>();
    scrape.forEach(
        (metric, labels) -> {
          var name = metric.replaceFirst("_(bucket|count|sum|max)$", "");
          if (metric.startsWith("bindery_")) {
            var words = new TreeSet<>(labels.keySet());
            words.remove("le");
            there.put(name, String.join(",", words));
          }
        });
    assertThat(documented.keySet()).isEqualTo(there.keySet());
    documented.forEach(
        (name, labels) ->
            assertThat(new TreeSet<>(labels.isEmpty() ? List.of() : List.of(labels.split(",", -1))))
                .as(name)
                .isEqualTo(
                    new TreeSet<>(
                        there.get(name).isEmpty()
                            ? List.of()
                            : List.of(there.get(name).split(",", -1)))));
  }

  @Test
  void theFiguresOfCloudWatchAreThere() throws IOException {
    var metrics =
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty())
            .getStringList("bindery.metrics.emf.metrics");
    for (var metric : metrics) {
      var name = metric.replace('.', '_');
      assertThat(scrape.keySet()).as(metric).anyMatch(it -> it.startsWith(name));
    }
    for (var widget : Expressions.cloudWatch().path("widgets")) {
      for (var metric : widget.path("properties").path("metrics")) {
        var name = metric.get(1).asText();
        var there =
            Optional.ofNullable(scrape.get(name)).orElseGet(() -> scrape.get(name + "_total"));
        assertThat(there).as(name).isNotNull();
        assertThat(metrics)
            .as(name)
            .anyMatch(
                it -> name.matches(it.replace('.', '_') + "(_seconds|_bytes)?(_count|_sum|_max)?"));
        var dimensions = new TreeSet<String>();
        for (int i = 2; i < metric.size(); i += 2) {
          assertThat(there).as(name).containsKey(metric.get(i).asText());
          assertThat(there.get(metric.get(i).asText()))
              .as(name)
              .contains(metric.get(i + 1).asText());
          dimensions.add(metric.get(i).asText());
        }
        assertThat(there.keySet()).as(name).isEqualTo(dimensions);
      }
    }
  }

  @Test
  void whatDoesNotCountIsCountedToo() {
    var before = lines();
    var twice = ServiceFixture.event("lab", "again/run-1/x.txt");
    fixture.send("notices", twice);
    fixture.send("notices", twice);
    fixture.send("notices", ServiceFixture.event("lab", ".quilt/named_packages/x"));
    fixture.send("notices", ServiceFixture.event("elsewhere", "a/b/c.txt"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var now = lines();
              assertThat(added(before, now, "bindery_events_duplicates_total")).isEqualTo(1);
              // The pushes of packages write into the bucket as well.
              assertThat(added(before, now, "bindery_events_ignored_total{reason=\"own-write\"}"))
                  .isGreaterThanOrEqualTo(1);
              assertThat(
                      added(before, now, "bindery_events_received_total{kind=\"created\"}")
                          - added(before, now, "bindery_events_matched_total"))
                  .as("that of a bucket that is not watched")
                  .isEqualTo(1);
              assertThat(value(now, "bindery_dead_letters{queue=\"router\"}"))
                  .isGreaterThanOrEqualTo(1);
              assertThat(value(now, "bindery_queue_oldest_seconds{queue=\"router\"}")).isZero();
            });
  }

  private static double added(List<String> before, List<String> now, String sample) {
    return value(now, sample) - value(before, sample);
  }

  @Test
  void eachObjectOfAPackageHasOneSourceOfItsChecksum() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var now = lines();
              double objects = 0;
              double bytes = 0;
              for (var source : List.of("cache", "stored", "computed")) {
                var tag = "{source=\"%s\"}".formatted(source);
                objects += value(now, "bindery_checksums_objects_total" + tag);
                bytes += value(now, "bindery_checksums_bytes_total" + tag);
              }
              assertThat(objects).isGreaterThanOrEqualTo(3);
              assertThat(bytes).isGreaterThanOrEqualTo(objects);
            });
  }

  @Test
  void nothingThatUploadersChooseIsInATag() {
    var values = new TreeSet<String>();
    scrape.values().forEach(labels -> labels.values().forEach(values::addAll));
    assertThat(values)
        .noneMatch(it -> it.contains("secret-key") || it.contains("study") || it.equals("lab"));
    scrape.forEach(
        (metric, labels) ->
            labels.forEach(
                (label, texts) -> {
                  if (!label.equals("le") && !label.equals("path")) {
                    assertThat(texts).as("%s{%s}", metric, label).hasSizeLessThan(40);
                  }
                }));
  }

  @Test
  void prometheusHasNothingToSayAgainstTheMetrics(@TempDir Path directory) throws Exception {
    Programs.need("promtool");
    var file =
        Files.writeString(directory.resolve("metrics.txt"), String.join("\n", lines()) + "\n");
    var said = Programs.run(directory, Map.of(), "sh", "-c", "promtool check metrics < " + file);
    assertThat(
            said.text()
                .lines()
                // Of a JVM's own and of a timer's largest value, which Micrometer names.
                .filter(line -> line.startsWith("bindery_"))
                .filter(line -> !line.contains("non-base units")))
        .as(said.text())
        .isEmpty();
  }

  @Test
  void theCommandsOfTheRunbooksRun(@TempDir Path directory) throws Exception {
    Programs.need("curl");
    var setUp = commands(Expressions.RUNBOOKS.resolve("README.md"));
    int run = 0;
    try (var files = Files.list(Expressions.RUNBOOKS)) {
      for (var file : files.sorted().toList()) {
        for (var command : file.endsWith("README.md") ? List.<String>of() : commands(file)) {
          var what = file.getFileName() + ": " + command;
          if (command.startsWith("bindery ")) {
            bindery(what, command);
          } else {
            var said =
                Programs.run(
                    directory,
                    Map.of("BINDERY_URL", base()),
                    "bash",
                    "-c",
                    "set -euo pipefail\n" + String.join("\n", setUp) + "\n" + command);
            assertThat(said.code()).as(what + "\n" + said.text()).isZero();
          }
          run++;
        }
      }
    }
    assertThat(run).isGreaterThan(25);
  }

  private static String base() {
    var text = api().toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static void bindery(String what, String command) {
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

  private static List<String> commands(Path file) throws IOException {
    var text = Files.readString(file);
    int from = text.indexOf("```sh\n") + "```sh\n".length();
    return text.substring(from, text.indexOf("```", from)).lines().toList();
  }

  @Test
  void anAlertFiresAndArrives(@TempDir Path directory) throws Exception {
    Programs.need("prometheus");
    Programs.need("prometheus-alertmanager");
    fixture.send("notices", "this is no notice");
    var ports = List.of(Ports.free(), Ports.free());
    prepare(directory, ports);
    var alertmanager =
        program(
            directory,
            "prometheus-alertmanager",
            "--config.file=" + Expressions.FOLDER.resolve("alertmanager/alertmanager.yaml"),
            "--storage.path=" + directory.resolve("alertmanager"),
            "--web.listen-address=127.0.0.1:" + ports.get(0),
            // Without it, it looks for others in the network.
            "--cluster.listen-address=");
    var prometheus =
        program(
            directory,
            "prometheus",
            "--config.file=" + directory.resolve("prometheus.yaml"),
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + ports.get(1));
    try {
      var alerts = URI.create("http://127.0.0.1:%d/api/v2/alerts".formatted(ports.get(0)));
      await()
          .atMost(Duration.ofSeconds(90))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                var arrived = new TreeMap<String, String>();
                for (var alert : JSON.readTree(fixture.get(alerts).body())) {
                  arrived.put(
                      alert.path("labels").path("alertname").asText(),
                      alert.path("annotations").path("runbook_url").asText());
                }
                assertThat(arrived)
                    .containsEntry(
                        "BinderyDeadLetters",
                        "https://git.example.com/bindery/docs/runbooks/BinderyDeadLetters.md")
                    .doesNotContainKeys("BinderyDown", "BinderyStoreFailing");
              });
      // Each rule was evaluated on the figures of the service without an error.
      var rules =
          JSON.readTree(
              fixture
                  .get(URI.create("http://127.0.0.1:%d/api/v1/rules".formatted(ports.get(1))))
                  .body());
      for (var rule : rules.path("data").path("groups").path(0).path("rules")) {
        assertThat(rule.path("lastError").asText()).as(rule.toString()).isEmpty();
      }
    } finally {
      stop(prometheus);
      stop(alertmanager);
    }
  }

  /** The samples, but faster, for this service, and without a token. */
  private static void prepare(Path directory, List<Integer> ports) throws IOException {
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

  private static Process program(Path directory, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(command[0] + ".log").toFile())
        .start();
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
