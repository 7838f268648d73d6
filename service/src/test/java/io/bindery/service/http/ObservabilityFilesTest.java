package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts, their runbooks and dashboards fit together, and Prometheus understands them. */
class ObservabilityFilesTest {
  private static final Pattern SENTENCE = Pattern.compile("[A-Z{].*[.]");

  private final JsonMapper json = new JsonMapper();

  @Test
  void eachAlertHasItsRunbookAndEachRunbookItsAlert() throws IOException {
    var names = new TreeSet<String>();
    var index = Files.readString(Expressions.RUNBOOKS.resolve("README.md"));
    for (var alert : Expressions.alerts()) {
      var name = alert.get("alert").toString();
      assertThat(names.add(name)).as(name).isTrue();
      var labels = Expressions.texts(alert.get("labels"));
      assertThat(labels.get("severity")).as(name).isIn("critical", "warning");
      assertThat(alert.get("for").toString()).as(name).matches("[1-9][0-9]*[mhd]");
      var annotations = Expressions.texts(alert.get("annotations"));
      assertThat(annotations.get("summary")).as(name).matches(SENTENCE);
      assertThat(annotations.get("description")).as(name).matches(SENTENCE).hasSizeGreaterThan(40);
      assertThat(annotations.get("runbook_url"))
          .isEqualTo("{{ $externalLabels.bindery_docs }}/runbooks/" + name + ".md");
      var runbook = Files.readString(Expressions.RUNBOOKS.resolve(name + ".md"));
      assertThat(runbook)
          .startsWith("# " + name + "\n")
          .contains("Severity: " + labels.get("severity"), "holds for " + alert.get("for"))
          .contains(alert.get("expr").toString())
          .contains("## What it means", "## How to see it", "## What to do", "```sh\n");
      assertThat(index).contains("[" + name + "](" + name + ".md)");
    }
    try (var files = Files.list(Expressions.RUNBOOKS)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              () ->
                  Stream.concat(names.stream().map(name -> name + ".md"), Stream.of("README.md"))
                      .iterator());
    }
  }

  @Test
  void eachAlertHasATestThatItFiresAndThatItDoesNot() throws IOException {
    var fires = new HashSet<String>();
    var silent = new HashSet<String>();
    for (var test :
        Expressions.list(
            Expressions.yaml(Expressions.RULES.resolve("alerts_test.yaml")).get("tests"))) {
      for (var one : Expressions.list(test.get("alert_rule_test"))) {
        var name = one.get("alertname").toString();
        (one.get("exp_alerts") == null ? silent : fires).add(name);
      }
    }
    var names = Expressions.alerts().stream().map(alert -> alert.get("alert").toString()).toList();
    assertThat(fires).containsExactlyInAnyOrderElementsOf(names);
    assertThat(silent).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void dashboardsHaveOneIdEachAndNoPanelsOnOneAnother() throws IOException {
    var uids = new HashSet<String>();
    var titles = new HashSet<String>();
    assertThat(Expressions.dashboards()).hasSizeGreaterThanOrEqualTo(5);
    Expressions.dashboards()
        .forEach(
            (file, dashboard) -> {
              assertThat(uids.add(dashboard.path("uid").asText())).as(file).isTrue();
              assertThat(titles.add(dashboard.path("title").asText())).as(file).isTrue();
              assertThat(dashboard.path("uid").asText()).as(file).matches("[a-z-]{3,40}");
              var ids = new HashSet<Integer>();
              var cells = new HashSet<List<Integer>>();
              for (var panel : dashboard.path("panels")) {
                var what = file + ": " + panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(what).isTrue();
                var grid = panel.path("gridPos");
                int right = grid.path("x").asInt() + grid.path("w").asInt();
                assertThat(right).as(what).isLessThanOrEqualTo(24);
                for (int x = grid.path("x").asInt(); x < right; x++) {
                  for (int y = 0; y < grid.path("h").asInt(); y++) {
                    assertThat(cells.add(List.of(x, grid.path("y").asInt() + y))).as(what).isTrue();
                  }
                }
                if (!panel.path("type").asText().equals("row")) {
                  assertThat(panel.path("description").asText()).as(what).matches(SENTENCE);
                  assertThat(panel.path("targets").size()).as(what).isPositive();
                }
              }
            });
  }

  @Test
  void theDashboardOfCloudWatchIsWellFormed() throws IOException {
    var cells = new HashSet<List<Integer>>();
    for (var widget : Expressions.cloudWatch().path("widgets")) {
      assertThat(cells.add(List.of(widget.path("x").asInt(), widget.path("y").asInt()))).isTrue();
      var properties = widget.path("properties");
      assertThat(properties.path("title").asText()).isNotEmpty();
      assertThat(properties.path("stat").asText()).isIn("Sum", "Maximum");
      for (var metric : properties.path("metrics")) {
        // Namespace and name, then names and values of dimensions by turns.
        assertThat(metric.get(0).asText()).isEqualTo("Bindery");
        assertThat(metric.size() % 2).as(metric.toString()).isZero();
      }
    }
    assertThat(cells).hasSizeGreaterThan(10);
  }

  @Test
  void prometheusTakesTheRulesAndTheirTestsPass() throws Exception {
    Programs.need("promtool");
    promtool("check", "rules", "alerts.yaml");
    promtool("test", "rules", "alerts_test.yaml");
    promtool("check", "config", "--syntax-only", "prometheus.yaml");
  }

  @Test
  void prometheusTakesEachExpressionOfTheDashboards(@TempDir Path directory) throws Exception {
    Programs.need("promtool");
    var rules = new ArrayList<Map<String, String>>();
    for (var expression : Expressions.ofDashboards()) {
      rules.add(Map.of("record", "panel:%d".formatted(rules.size()), "expr", expression));
    }
    assertThat(rules).hasSizeGreaterThan(50);
    // JSON is YAML.
    var file = directory.resolve("panels.yaml");
    json.writeValue(
        file.toFile(), Map.of("groups", List.of(Map.of("name", "panels", "rules", rules))));
    promtool("check", "rules", file.toString());
  }

  @Test
  void alertmanagerTakesTheSample() throws Exception {
    Programs.need("amtool");
    var said =
        Programs.run(
            Expressions.FOLDER,
            Map.of(),
            "amtool",
            "check-config",
            "alertmanager/alertmanager.yaml");
    assertThat(said.code()).as(said.text()).isZero();
  }

  private static void promtool(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    var said = Programs.run(Expressions.RULES, Map.of(), command.toArray(String[]::new));
    assertThat(said.code()).as(said.text()).isZero();
  }
}
