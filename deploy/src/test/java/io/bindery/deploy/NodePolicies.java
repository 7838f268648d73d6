package io.bindery.deploy;

import com.typesafe.config.Config;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.cluster.ShutdownTimes;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What must hold of the pods of a Deployment or a StatefulSet. Each method tells what does not. */
final class NodePolicies {
  /** Between the end of all phases and the moment at which the kubelet kills. */
  static final Duration MARGIN = Duration.ofSeconds(10);

  private static final Pattern TAG = Pattern.compile(".+[:@][^/]+");
  private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET_ACCESS_KEY)");

  /** Variables of others: AWS' SDK, the JVM, and what components are told by settings.env. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "AWS_EC2_METADATA_DISABLED|JDK_JAVA_OPTIONS|POD_NAME|POD_NAMESPACE|ROLE_ARN_[A-Z]+");

  private NodePolicies() {}

  /** Of any pod of ours. */
  static List<String> ofPods(Manifest pods) {
    var problems = new ArrayList<String>();
    var spec = pods.inner("spec/template/spec");
    var container = pods.container();
    var image = String.valueOf(container.get("image"));
    require(TAG.matcher(image).matches() && !image.endsWith(":latest"), problems, "image " + image);
    for (var probe : List.of("readinessProbe", "livenessProbe")) {
      require(container.containsKey(probe), problems, "no " + probe);
    }
    for (var resource : List.of("requests/cpu", "requests/memory", "requests/ephemeral-storage")) {
      require(at(container, "resources/" + resource) != null, problems, "no " + resource);
    }
    require(
        at(container, "resources/limits/memory") != null
            && Objects.equals(
                at(container, "resources/limits/memory"),
                at(container, "resources/requests/memory")),
        problems,
        "a limit of memory that is not what is requested");
    require(at(container, "resources/limits/cpu") == null, problems, "a limit of processors");
    security(spec, container, problems);
    mounts(spec, container, problems);
    require(Boolean.FALSE.equals(spec.get("enableServiceLinks")), problems, "links of services");
    for (var variable : Manifest.list(container, "env")) {
      var name = String.valueOf(variable.get("name"));
      require(
          !SECRET.matcher(name).matches() || at(variable, "valueFrom/secretKeyRef") != null,
          problems,
          name + " is not from a secret");
    }
    require(
        pods.inner("spec/template/metadata/labels")
            .entrySet()
            .containsAll(pods.inner("spec/selector/matchLabels").entrySet()),
        problems,
        "a selector that does not fit its pods");
    return named(pods, problems);
  }

  private static void security(
      Map<String, Object> spec, Map<String, Object> container, List<String> problems) {
    var expected =
        Map.<String, Object>of(
            "allowPrivilegeEscalation", false,
            "readOnlyRootFilesystem", true,
            "privileged", false,
            "capabilities", Map.of("drop", List.of("ALL")));
    require(
        expected.equals(container.get("securityContext")),
        problems,
        "rights of the container: " + container.get("securityContext"));
    require(
        Boolean.TRUE.equals(at(spec, "securityContext/runAsNonRoot"))
            && at(spec, "securityContext/runAsUser") instanceof Integer user
            && user > 0
            && "RuntimeDefault".equals(at(spec, "securityContext/seccompProfile/type")),
        problems,
        "rights of the pod: " + spec.get("securityContext"));
    for (var shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(!Boolean.TRUE.equals(spec.get(shared)), problems, shared);
    }
  }

  /** Each mount has its volume, nothing is the machine's, and all fits what the pod may take. */
  private static void mounts(
      Map<String, Object> spec, Map<String, Object> container, List<String> problems) {
    var volumes = new HashSet<Object>();
    var disk = BigDecimal.ZERO;
    for (var volume : Manifest.list(spec, "volumes")) {
      volumes.add(volume.get("name"));
      require(!volume.containsKey("hostPath"), problems, "a volume of the machine");
      if (volume.containsKey("emptyDir")) {
        var limit = at(volume, "emptyDir/sizeLimit");
        require(limit != null, problems, volume.get("name") + " has no limit");
        disk = disk.add(bytes(limit));
      }
    }
    require(
        disk.compareTo(bytes(at(container, "resources/limits/ephemeral-storage"))) <= 0,
        problems,
        "volumes of %s in a limit of %s"
            .formatted(disk, at(container, "resources/limits/ephemeral-storage")));
    var mounted = new HashSet<Object>();
    for (var mount : Manifest.list(container, "volumeMounts")) {
      mounted.add(mount.get("name"));
    }
    volumes.removeIf(mounted::contains);
    require(volumes.isEmpty(), problems, "volumes that nothing mounts: " + volumes);
  }

  /** Of the pods that are nodes of the cluster. */
  static List<String> ofNodes(Manifest node, NodeSettings settings) {
    var problems = new ArrayList<String>();
    var config = settings.config();
    var spec = node.inner("spec/template/spec");
    var container = node.container();
    grace(spec, container, config, problems);
    ports(container, config, problems);
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      require(
          "management".equals(at(container, probe + "/httpGet/port"))
              && (probe.startsWith("r") ? "/ready" : "/alive")
                  .equals(at(container, probe + "/httpGet/path")),
          problems,
          probe + " does not ask the management port");
    }
    require(
        Map.<String, Object>of("maxSurge", 1, "maxUnavailable", 0)
            .equals(node.at("spec/strategy/rollingUpdate")),
        problems,
        "nodes go before others are there");
    require(
        config
            .getString("bindery.cluster.service")
            .equals(node.at("spec/template/metadata/labels/app.kubernetes.io~1part-of")),
        problems,
        "discovery does not find the pods by their label");
    require(Manifest.list(spec, "topologySpreadConstraints").size() == 2, problems, "no spread");
    var heap = HEAP.matcher(settings.environment().getOrDefault("JDK_JAVA_OPTIONS", ""));
    require(
        heap.find()
            && Integer.parseInt(heap.group(1)) >= 40
            && Integer.parseInt(heap.group(1)) <= 70,
        problems,
        "no heap in proportion");
    require(
        settings
            .environment()
            .getOrDefault("JDK_JAVA_OPTIONS", "")
            .contains("-XX:ActiveProcessorCount="),
        problems,
        "no number of processors");
    variables(settings, problems);
    secretFiles(settings, spec, container, problems);
    spools(settings, spec, container, problems);
    return named(node, problems);
  }

  private static void grace(
      Map<String, Object> spec,
      Map<String, Object> container,
      Config config,
      List<String> problems) {
    var before = Duration.ofSeconds((int) at(container, "lifecycle/preStop/sleep/seconds"));
    var needed = before.plus(ShutdownTimes.from(config).total()).plus(MARGIN);
    var grace = Duration.ofSeconds((int) spec.get("terminationGracePeriodSeconds"));
    require(grace.compareTo(needed) >= 0, problems, "grace of %s for %s".formatted(grace, needed));
  }

  private static void ports(Map<String, Object> container, Config config, List<String> problems) {
    var ports = new java.util.TreeMap<String, Object>();
    for (var port : Manifest.list(container, "ports")) {
      ports.put(String.valueOf(port.get("name")), port.get("containerPort"));
    }
    var expected =
        new java.util.TreeMap<String, Object>(
            Map.of(
                "http", config.getInt("bindery.http.port"),
                "management", config.getInt("bindery.management.port"),
                "remoting", config.getInt("bindery.cluster.port")));
    require(ports.equals(expected), problems, "ports %s, configured %s".formatted(ports, expected));
    require(
        !config.getString("bindery.management.host").startsWith("127."),
        problems,
        "nobody reaches the management port");
    require(
        !NodeRole.from(config).contains(NodeRole.HTTP)
            || !config.getString("bindery.http.host").startsWith("127."),
        problems,
        "nobody reaches the API");
  }

  private static void variables(NodeSettings settings, List<String> problems) {
    var known = NodeSettings.known();
    for (var name : settings.environment().keySet()) {
      require(
          known.contains(name) || NOT_OURS.matcher(name).matches(),
          problems,
          name + " is no setting");
    }
  }

  /** A file that a setting names is one of a secret that is mounted. */
  private static void secretFiles(
      NodeSettings settings,
      Map<String, Object> spec,
      Map<String, Object> container,
      List<String> problems) {
    NodeSettings.SECRET_FILES.forEach(
        (variable, file) -> {
          var path = settings.environment().get(variable);
          if (path != null) {
            var folder = file.isEmpty() ? path : path.substring(0, path.lastIndexOf('/'));
            var volume = mountedAt(spec, container, folder);
            require(
                volume.containsKey("secret") && (file.isEmpty() || path.endsWith("/" + file)),
                problems,
                variable + " is no file of a secret");
          }
        });
  }

  /** What a node may write into a directory fits the volume there. */
  private static void spools(
      NodeSettings settings,
      Map<String, Object> spec,
      Map<String, Object> container,
      List<String> problems) {
    for (var name : new TreeSet<>(settings.environment().keySet())) {
      if (Set.of("BINDERY_PACKAGER_SPOOL", "BINDERY_EXCHANGE_SPOOL", "BINDERY_CONSOLE_INDEX")
          .contains(name.replace("_DIRECTORY", ""))) {
        var part = name.replace("_DIRECTORY", "");
        var volume = mountedAt(spec, container, settings.environment().get(name));
        var path = part.substring("BINDERY_".length()).toLowerCase(java.util.Locale.ROOT);
        var bytes =
            BigDecimal.valueOf(
                settings
                    .config()
                    .getBytes(
                        "bindery." + path.replaceFirst("_", ".").replace('_', '-') + "-bytes"));
        // Manifests that are being read take as much as the indexes of them.
        var needed = part.endsWith("INDEX") ? bytes.add(bytes) : bytes;
        require(
            volume.containsKey("emptyDir")
                && bytes(at(volume, "emptyDir/sizeLimit")).compareTo(needed) >= 0,
            problems,
            "%s bytes in %s".formatted(needed, volume));
      }
    }
  }

  private static Map<String, Object> mountedAt(
      Map<String, Object> spec, Map<String, Object> container, String path) {
    return Manifest.list(container, "volumeMounts").stream()
        .filter(mount -> path.equals(mount.get("mountPath")))
        .flatMap(
            mount ->
                Manifest.list(spec, "volumes").stream()
                    .filter(volume -> volume.get("name").equals(mount.get("name"))))
        .findFirst()
        .orElse(Map.of());
  }

  private static BigDecimal bytes(Object quantity) {
    return quantity == null
        ? BigDecimal.ZERO
        : Quantity.getAmountInBytes(new Quantity(String.valueOf(quantity)));
  }

  private static Object at(Object from, String path) {
    return Manifest.at(from, path);
  }

  static void require(boolean holds, List<String> problems, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  static List<String> named(Manifest object, List<String> problems) {
    return problems.stream().map(problem -> object + ": " + problem).toList();
  }
}
