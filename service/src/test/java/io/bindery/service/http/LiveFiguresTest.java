package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.state.Ports;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What alerts, dashboards, runbooks and documents name, a running service has. */
class LiveFiguresTest extends FiguresFixture {
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
}
