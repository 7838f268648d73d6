package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads lines of a log as CloudWatch Logs does, by the specification of its embedded metric format:
 * what a line does not follow there is dropped in silence, and fails here.
 */
final class EmbeddedMetrics {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One value of one metric with one set of dimensions. */
  record Value(
      String namespace, Map<String, String> dimensions, String name, String unit, double value) {}

  private EmbeddedMetrics() {}

  /** The values of all lines that are documents of the format. */
  static List<Value> of(String output) throws IOException {
    var values = new ArrayList<Value>();
    for (var line : output.lines().toList()) {
      var root = JSON.readTree(line);
      if (root.has("_aws")) {
        assertThat(line.length()).as("a log event has at most 256 KiB").isLessThan(256 << 10);
        read(root, values);
      }
    }
    return values;
  }

  private static void read(JsonNode root, List<Value> values) {
    assertThat(root.at("/_aws/Timestamp").isIntegralNumber()).isTrue();
    var directives = root.at("/_aws/CloudWatchMetrics");
    assertThat(directives.isArray() && directives.size() > 0).isTrue();
    for (var directive : directives) {
      assertThat(directive.path("Namespace").asText()).hasSizeBetween(1, 1024);
      assertThat(directive.path("Metrics").size()).isBetween(1, 100);
      assertThat(directive.path("Dimensions").size()).isPositive();
      for (var set : directive.path("Dimensions")) {
        assertThat(set.size()).isLessThanOrEqualTo(30);
        var dimensions = new TreeMap<String, String>();
        for (var name : set) {
          // A dimension is a member at the root, and a text.
          var value = root.path(name.asText());
          assertThat(value.isTextual()).as("dimension %s", name).isTrue();
          assertThat(value.asText()).hasSizeBetween(1, 1024).matches("[ -~]*[!-~][ -~]*");
          dimensions.put(name.asText(), value.asText());
        }
        var names = new HashSet<String>();
        for (var metric : directive.path("Metrics")) {
          var name = metric.path("Name").asText();
          assertThat(names.add(name)).as("%s is there once", name).isTrue();
          assertThat(dimensions).doesNotContainKey(name);
          var value = root.path(name);
          assertThat(value.isNumber()).as("metric %s", name).isTrue();
          values.add(
              new Value(
                  directive.path("Namespace").asText(),
                  dimensions,
                  name,
                  metric.path("Unit").asText(),
                  value.asDouble()));
        }
      }
    }
  }
}
