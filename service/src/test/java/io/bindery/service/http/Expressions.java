package io.bindery.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in deploy/observability, and what their expressions ask Prometheus for. */
final class Expressions {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  static final Path FOLDER = HOME.resolve("deploy/observability");
  static final Path RULES = FOLDER.resolve("prometheus");
  static final Path RUNBOOKS = HOME.resolve("docs/runbooks");

  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|on|without|ignoring)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("\\b([a-zA-Z_:][a-zA-Z0-9_:]*)\\b(\\{[^}]*})?(?!\\s*\\()");
  private static final Pattern MATCHER =
      Pattern.compile("([a-z_]+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  private Expressions() {}

  /** A metric of an expression, with what is asked of its labels. */
  record Wanted(String metric, Map<String, String> labels) {}

  /** What an expression asks for. */
  record Asked(List<Wanted> metrics, Set<String> groupedBy) {
    static Asked of(String expression) {
      var groupedBy = new HashSet<String>();
      var rest =
          GROUPING
              .matcher(expression.replaceAll("\\[[^\\]]*]", ""))
              .replaceAll(
                  found -> {
                    for (var label : found.group(1).split(",", -1)) {
                      groupedBy.add(label.strip());
                    }
                    return " ";
                  });
      var metrics = new ArrayList<Wanted>();
      var selectors = SELECTOR.matcher(rest);
      while (selectors.find()) {
        if (!WORDS.contains(selectors.group(1))) {
          metrics.add(new Wanted(selectors.group(1), labels(selectors.group(2))));
        }
      }
      return new Asked(metrics, groupedBy);
    }

    private static Map<String, String> labels(String braces) {
      var labels = new LinkedHashMap<String, String>();
      var matchers = MATCHER.matcher(braces == null ? "" : braces);
      while (matchers.find()) {
        // One that is excluded need not be there.
        labels.put(matchers.group(1), matchers.group(2).startsWith("!") ? "" : matchers.group(3));
      }
      return labels;
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> yaml(Path file) throws IOException {
    return (Map<String, Object>)
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(Object of) {
    return (List<Map<String, Object>>) of;
  }

  @SuppressWarnings("unchecked")
  static Map<String, String> texts(Object of) {
    return (Map<String, String>) of;
  }

  static List<Map<String, Object>> alerts() throws IOException {
    var alerts = new ArrayList<Map<String, Object>>();
    for (var group : list(yaml(RULES.resolve("alerts.yaml")).get("groups"))) {
      alerts.addAll(list(group.get("rules")));
    }
    return alerts;
  }

  /** The dashboards by their files. */
  static Map<String, JsonNode> dashboards() throws IOException {
    var dashboards = new LinkedHashMap<String, JsonNode>();
    try (var files = Files.list(FOLDER.resolve("grafana"))) {
      for (var file : files.sorted().toList()) {
        dashboards.put(file.getFileName().toString(), JSON.readTree(Files.readString(file)));
      }
    }
    return dashboards;
  }

  static JsonNode cloudWatch() throws IOException {
    return JSON.readTree(Files.readString(FOLDER.resolve("cloudwatch/dashboard.json")));
  }

  /** All expressions of the dashboards, as Grafana sends them. */
  static List<String> ofDashboards() throws IOException {
    var expressions = new ArrayList<String>();
    for (var dashboard : dashboards().values()) {
      for (var panel : dashboard.path("panels")) {
        for (var target : panel.path("targets")) {
          expressions.add(target.path("expr").asText().replace("$__rate_interval", "5m"));
        }
      }
    }
    return expressions;
  }

  /** All expressions that there are. */
  static List<String> all() throws IOException {
    var expressions = new ArrayList<>(ofDashboards());
    alerts().forEach(alert -> expressions.add(alert.get("expr").toString()));
    return expressions;
  }
}
