package io.bindery.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.service.BinderyService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the manifests promise beyond their form; and that each promise is seen to be broken. */
class PolicyTest {
  @Test
  void everyVariantKeepsThem() {
    for (var rendered : Rendered.all()) {
      assertThat(rendered.nodes()).as(rendered.name()).hasSize(4);
      assertThat(problems(rendered)).as(rendered.name()).isEmpty();
    }
  }

  /** Each node starts with its settings: none is unknown, none is wrong, none is missing. */
  @Test
  void theSettingsOfEachNodeAreAccepted() {
    for (var rendered : Rendered.all()) {
      for (var node : rendered.nodes()) {
        BinderyService.check(NodeSettings.of(rendered, node).config());
      }
    }
  }

  @TestFactory
  List<DynamicTest> whatBreaksOneIsFound() {
    return List.of(
        broken("image", "image bindery:latest", c -> c.put("image", "bindery:latest")),
        broken("no tag", "image bindery", c -> c.put("image", "bindery")),
        broken("probe", "no livenessProbe", c -> c.remove("livenessProbe")),
        broken(
            "alive asks the API",
            "livenessProbe does not ask the management port",
            c -> in(c, "livenessProbe/httpGet").put("port", "http")),
        broken("memory", "a limit of memory", c -> in(c, "resources/limits").put("memory", "8Gi")),
        broken(
            "processors", "a limit of processors", c -> in(c, "resources/limits").put("cpu", "1")),
        broken(
            "root file system",
            "rights of the container",
            c -> in(c, "securityContext").put("readOnlyRootFilesystem", false)),
        broken(
            "preStop",
            "grace of PT1M40S",
            c -> in(c, "lifecycle/preStop/sleep").put("seconds", 15)),
        broken("port", "ports {", c -> in(c, "ports/1").put("containerPort", 8559)),
        broken(
            "variable",
            "BINDERY_ROLE is no setting",
            c -> in(c, "env/0").put("name", "BINDERY_ROLE")),
        broken(
            "password",
            "BINDERY_DATABASE_PASSWORD is not from a secret",
            c -> variables(c).add(Map.of("name", "BINDERY_DATABASE_PASSWORD", "value", "x"))),
        broken(
            "heap",
            "no heap in proportion",
            c -> variables(c).removeIf(v -> String.valueOf(v).contains("JDK_JAVA_OPTIONS"))),
        podBroken("grace", "grace of PT30S", spec -> spec.put("terminationGracePeriodSeconds", 30)),
        podBroken(
            "user",
            "rights of the pod",
            spec -> in(spec, "securityContext").remove("runAsNonRoot")),
        podBroken(
            "secret",
            "names [Secret/",
            spec -> firstSecret(in(spec, "containers/0")).put("name", "another")),
        changed("rights", "rights:", "Role", o -> verbs(o).add("delete")),
        changed(
            "budget",
            "no budget",
            "PodDisruptionBudget",
            o -> in(o, "spec").put("maxUnavailable", 2)),
        changed(
            "scale-down",
            "takes nodes away too fast",
            "HorizontalPodAutoscaler",
            o -> in(o, "spec/behavior/scaleDown/policies/0").put("periodSeconds", 60)),
        changed(
            "port of the Service",
            "leads nowhere",
            "Service",
            o -> in(o, "spec/ports/0").put("targetPort", "htttp")));
  }

  private static List<String> problems(Rendered rendered) {
    var problems = new ArrayList<>(ClusterPolicies.all(rendered));
    for (var kind : List.of("Deployment", "StatefulSet")) {
      rendered.of(kind).forEach(pods -> problems.addAll(NodePolicies.ofPods(pods)));
    }
    for (var node : rendered.nodes()) {
      problems.addAll(NodePolicies.ofNodes(node, NodeSettings.of(rendered, node)));
    }
    return problems;
  }

  private static DynamicTest broken(
      String name, String problem, Consumer<Map<String, Object>> change) {
    return podBroken(name, problem, spec -> change.accept(in(spec, "containers/0")));
  }

  private static DynamicTest podBroken(
      String name, String problem, Consumer<Map<String, Object>> change) {
    return changed(name, problem, "Deployment", o -> change.accept(in(o, "spec/template/spec")));
  }

  /** One object of the overlay is changed; that, and nothing else, is told. */
  private static DynamicTest changed(
      String name, String problem, String kind, Consumer<Map<String, Object>> change) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var objects = new ArrayList<>(Rendered.overlay("eks").objects());
          var first = Rendered.overlay("eks").of(kind).get(0);
          var copy = first.copy();
          change.accept(copy.content());
          objects.set(objects.indexOf(first), copy);
          assertThat(problems(new Rendered("eks, changed", objects)))
              .as("what is told")
              .anySatisfy(told -> assertThat(told).contains(problem))
              .hasSizeLessThanOrEqualTo(2);
        });
  }

  @SuppressWarnings("unchecked") // A copy is made of maps and lists that can be changed.
  private static Map<String, Object> in(Map<String, Object> from, String path) {
    return (Map<String, Object>) Manifest.at(from, path);
  }

  @SuppressWarnings("unchecked") // as above
  private static List<Object> variables(Map<String, Object> container) {
    return (List<Object>) container.get("env");
  }

  private static Map<String, Object> firstSecret(Map<String, Object> container) {
    for (int i = 0; i < variables(container).size(); i++) {
      var reference = in(container, "env/%d/valueFrom/secretKeyRef".formatted(i));
      if (reference != null) {
        return reference;
      }
    }
    throw new IllegalStateException("nothing is from a secret");
  }

  @SuppressWarnings("unchecked") // as above
  private static List<Object> verbs(Map<String, Object> role) {
    return (List<Object>) Manifest.at(role, "rules/0/verbs");
  }
}
