package io.bindery.deploy;

import static io.bindery.deploy.NodePolicies.require;

import io.bindery.platform.cluster.NodeRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold of all objects together. Each method tells what does not. */
final class ClusterPolicies {
  /** Made by hand or by External Secrets, and by cert-manager. */
  private static final Set<String> FROM_OUTSIDE =
      Set.of("bindery-database", "bindery-tokens", "bindery-cluster-tls");

  private ClusterPolicies() {}

  static List<String> all(Rendered rendered) {
    var problems = new ArrayList<String>();
    rights(rendered, problems);
    names(rendered, problems);
    roles(rendered, problems);
    disruption(rendered, problems);
    scaling(rendered, problems);
    return problems;
  }

  /** Just what discovery, versions and the cost of deletion need, in this namespace only. */
  private static void rights(Rendered rendered, List<String> problems) {
    var granted =
        rendered.of("Role").stream()
            .flatMap(role -> role.list("rules").stream())
            .map(
                rule ->
                    "%s %s %s"
                        .formatted(rule.get("apiGroups"), rule.get("resources"), rule.get("verbs")))
            .collect(Collectors.toCollection(TreeSet::new));
    require(
        granted.equals(
            new TreeSet<>(
                Set.of("[] [pods] [get, list, watch, patch]", "[apps] [replicasets] [get]"))),
        problems,
        "rights: " + granted);
    for (var kind : List.of("ClusterRole", "ClusterRoleBinding")) {
      require(rendered.of(kind).isEmpty(), problems, "rights in all namespaces: " + kind);
    }
    var bound =
        rendered.of("RoleBinding").stream()
            .flatMap(binding -> binding.list("subjects").stream())
            .map(subject -> subject.get("namespace") + "/" + subject.get("name"))
            .collect(Collectors.toCollection(TreeSet::new));
    var used =
        rendered.nodes().stream()
            .map(
                node ->
                    node.text("metadata/namespace")
                        + "/"
                        + node.text("spec/template/spec/serviceAccountName"))
            .collect(Collectors.toCollection(TreeSet::new));
    require(bound.equals(used), problems, "bound are %s, nodes are %s".formatted(bound, used));
  }

  /** Whatever is named is there. */
  private static void names(Rendered rendered, List<String> problems) {
    var there =
        rendered.objects().stream()
            .map(object -> object.kind() + "/" + object.name())
            .collect(Collectors.toCollection(HashSet::new));
    FROM_OUTSIDE.forEach(secret -> there.add("Secret/" + secret));
    for (var pods : rendered.objects()) {
      if (pods.at("spec/template/spec") != null) {
        var named = new TreeSet<String>();
        named(pods.at("spec/template/spec"), named);
        if (pods.at("spec/template/spec/serviceAccountName") instanceof String account) {
          named.add("ServiceAccount/" + account);
        }
        named.removeAll(there);
        require(named.isEmpty(), problems, pods + " names " + named);
      }
    }
    for (var service : rendered.of("Service")) {
      for (var port : service.list("spec/ports")) {
        require(
            rendered.objects().stream()
                .filter(pods -> pods.at("spec/template/spec") != null)
                .filter(
                    pods ->
                        pods.inner("spec/template/metadata/labels")
                            .entrySet()
                            .containsAll(service.inner("spec/selector").entrySet()))
                .anyMatch(
                    pods ->
                        Manifest.list(pods.container(), "ports").stream()
                            .anyMatch(p -> p.get("name").equals(port.get("targetPort")))),
            problems,
            service + " leads nowhere: " + port);
      }
    }
  }

  private static void named(Object value, Set<String> named) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            switch (String.valueOf(key)) {
              case "configMapRef", "configMap" ->
                  named.add("ConfigMap/" + Manifest.at(inner, "name"));
              case "secretRef", "secretKeyRef" -> named.add("Secret/" + Manifest.at(inner, "name"));
              case "secret" -> named.add("Secret/" + Manifest.at(inner, "secretName"));
              default -> named(inner, named);
            }
          });
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> named(inner, named));
    }
  }

  /** Every role has nodes, and no Deployment names one that does not exist. */
  private static void roles(Rendered rendered, List<String> problems) {
    var roles =
        rendered.nodes().stream()
            .flatMap(
                node ->
                    Arrays.stream(
                        node.environment().getOrDefault("BINDERY_ROLES", "").split(",", -1)))
            .collect(Collectors.toCollection(TreeSet::new));
    var all =
        Arrays.stream(NodeRole.values())
            .map(NodeRole::word)
            .collect(Collectors.toCollection(TreeSet::new));
    require(roles.equals(all), problems, "roles of nodes: " + roles);
  }

  /** A drain takes one node of the cluster at a time, of whatever kind. */
  private static void disruption(Rendered rendered, List<String> problems) {
    var budgets = rendered.of("PodDisruptionBudget");
    require(
        budgets.size() == 1
            && Integer.valueOf(1).equals(budgets.get(0).at("spec/maxUnavailable"))
            && rendered.nodes().stream()
                .allMatch(
                    node ->
                        node.inner("spec/template/metadata/labels")
                            .entrySet()
                            .containsAll(
                                budgets.get(0).inner("spec/selector/matchLabels").entrySet())),
        problems,
        "no budget for all nodes: " + budgets);
  }

  /** One that scales each Deployment at most; it takes one node away, and waits for its grace. */
  private static void scaling(Rendered rendered, List<String> problems) {
    var scaled = new ArrayList<String>();
    for (var scaler : rendered.objects()) {
      var keda = scaler.kind().equals("ScaledObject");
      if (!keda && !scaler.kind().equals("HorizontalPodAutoscaler")) {
        continue;
      }
      var target = scaler.text("spec/scaleTargetRef/name");
      scaled.add(target);
      var node = rendered.of("Deployment", target);
      require(node.at("spec/replicas") == null, problems, target + " has a number as well");
      require(
          scaler.at(keda ? "spec/minReplicaCount" : "spec/minReplicas") instanceof Integer least
              && least >= 2,
          problems,
          scaler + " leaves one alone");
      var down =
          scaler.inner(
              (keda ? "spec/advanced/horizontalPodAutoscalerConfig/" : "spec/")
                  + "behavior/scaleDown");
      var policies = Manifest.list(down, "policies");
      require(
          policies.size() == 1
              && "Pods".equals(policies.get(0).get("type"))
              && Integer.valueOf(1).equals(policies.get(0).get("value"))
              && policies.get(0).get("periodSeconds") instanceof Integer period
              && node.at("spec/template/spec/terminationGracePeriodSeconds")
                  instanceof Integer grace
              && period >= grace,
          problems,
          scaler + " takes nodes away too fast: " + policies);
    }
    require(scaled.size() == new HashSet<>(scaled).size(), problems, "scaled twice: " + scaled);
  }
}
