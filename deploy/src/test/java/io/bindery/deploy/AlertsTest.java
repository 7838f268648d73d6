package io.bindery.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The alerts in Kubernetes are those of deploy/observability, which are tested there. */
class AlertsTest {
  @Test
  void theRuleOfKubernetesIsMadeOfTheAlerts() throws IOException {
    var alerts = Rendered.HOME.resolve("deploy/observability/prometheus/alerts.yaml");
    var rule = Rendered.eksWith(java.util.List.of("monitoring")).of("PrometheusRule", "bindery");
    assertThat(rule.at("spec"))
        .as("run deploy/k8s/components/monitoring/generate")
        .isEqualTo(
            new Yaml(new SafeConstructor(new LoaderOptions()))
                .<Object>load(Files.readString(alerts)));
  }

  /** Dashboards and alerts name the job, which the operator takes from a label of the pods. */
  @Test
  void podsAreScrapedUnderTheNameThatAlertsKnow() {
    var rendered = Rendered.eksWith(java.util.List.of("monitoring"));
    var monitor = rendered.of("PodMonitor", "bindery");
    for (var node : rendered.nodes()) {
      var labels = node.inner("spec/template/metadata/labels");
      assertThat(labels).containsEntry(monitor.text("spec/jobLabel"), "bindery");
      assertThat(labels).containsAllEntriesOf(monitor.inner("spec/selector/matchLabels"));
      assertThat(Manifest.list(node.container(), "ports"))
          .anySatisfy(
              port ->
                  assertThat(port.get("name"))
                      .isEqualTo(monitor.at("spec/podMetricsEndpoints/0/port")));
    }
  }
}
