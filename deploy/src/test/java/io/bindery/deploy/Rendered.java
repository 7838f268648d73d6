package io.bindery.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The manifests as {@code kubectl apply -k} would send them: rendered by kubectl, once for each
 * variant.
 *
 * @param name what was rendered
 * @param objects all objects, in the order of the text
 */
record Rendered(String name, List<Manifest> objects) {
  static final Path HOME = Path.of(System.getProperty("bindery.root", ".")).toAbsolutePath();
  static final Path K8S = HOME.resolve("deploy/k8s");

  private static final long PATIENCE_SECONDS = 120;
  static final List<String> ROLES = List.of("ROUTER", "PACKAGER", "EXCHANGE", "HTTP");
  private static final Map<String, Rendered> DONE = new ConcurrentHashMap<>();

  /** Each folder of {@code components}. */
  static List<String> components() {
    try (var folders = Files.list(K8S.resolve("components"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What somebody applies: both overlays, and that of EKS with each component, and with all. */
  static List<Rendered> all() {
    var all = new ArrayList<Rendered>();
    all.add(overlay("laptop"));
    all.add(overlay("eks"));
    for (var component : components()) {
      all.add(eksWith(List.of(component)));
    }
    // One way to rights at AWS excludes the other, in life and here.
    all.add(eksWith(components().stream().filter(component -> !component.equals("irsa")).toList()));
    return all;
  }

  static Rendered overlay(String name) {
    return DONE.computeIfAbsent(name, any -> render(name, K8S.resolve("overlays").resolve(name)));
  }

  /** The overlay of EKS with some components on top of its own. */
  static Rendered eksWith(List<String> components) {
    var name = "eks with " + String.join(", ", components);
    return DONE.computeIfAbsent(name, any -> render(name, composed(components)));
  }

  private static Path composed(List<String> components) {
    var folder = HOME.resolve("deploy/target/overlays/" + String.join("-", components));
    var below =
        components.contains("pod-identity") || components.contains("irsa")
            ? "../bare"
            : "../../../k8s/overlays/eks";
    var text =
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: bindery\n"
            + "resources: ['%s']\ncomponents:\n".formatted(below)
            + components.stream()
                .map(component -> "  - ../../../k8s/components/" + component + "\n")
                .collect(Collectors.joining());
    try {
      bare(folder.resolveSibling("bare"));
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("kustomization.yaml"), text);
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The overlay of EKS without a way to rights at AWS, and with roles in its settings. */
  private static void bare(Path to) throws IOException {
    var eks = K8S.resolve("overlays/eks");
    Files.createDirectories(to);
    var text = Files.readString(eks.resolve("kustomization.yaml"));
    var way = "  - ../../components/pod-identity\n";
    if (!text.contains(way)) {
      throw new IllegalStateException("the overlay of EKS does not take " + way.strip());
    }
    Files.writeString(
        to.resolve("kustomization.yaml"),
        text.replace(way, "").replace("../../base", "../../../k8s/base"));
    Files.writeString(
        to.resolve("namespace.yaml"), Files.readString(eks.resolve("namespace.yaml")));
    var settings = new StringBuilder(Files.readString(eks.resolve("settings.env")));
    for (var role : ROLES) {
      settings.append("ROLE_ARN_%1$s=arn:aws:iam::000000000000:role/%1$s%n".formatted(role));
    }
    Files.writeString(to.resolve("settings.env"), settings);
  }

  private static Rendered render(String name, Path folder) {
    return new Rendered(name, parse(kubectl("kustomize", folder.toString())));
  }

  /** All documents of a text of YAML; a key that stands twice is refused. */
  static List<Manifest> parse(String text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(64 << 20);
    var objects = new ArrayList<Manifest>();
    for (var document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      if (document != null) {
        objects.add(new Manifest(Manifest.map(document)));
      }
    }
    return objects;
  }

  private static String kubectl(String... arguments) {
    var program = System.getProperty("bindery.kubectl", "kubectl");
    if (program.equals("none")) {
      var told = "-Dbindery.kubectl=none: THE MANIFESTS OF KUBERNETES ARE NOT CHECKED";
      System.err.println(told);
      Assumptions.abort(told);
    }
    var command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    try {
      var out = Files.createTempFile("bindery-kubectl-", ".yaml");
      var err = Files.createTempFile("bindery-kubectl-", ".err");
      try {
        var process = start(command, out, err);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(command + " does not end");
        }
        if (process.exitValue() != 0) {
          throw new IllegalStateException(command + ": " + Files.readString(err));
        }
        return Files.readString(out, StandardCharsets.UTF_8);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Process start(List<String> command, Path out, Path err) {
    try {
      return new ProcessBuilder(command)
          .redirectOutput(out.toFile())
          .redirectError(err.toFile())
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "There is no "
              + command.get(0)
              + ", which renders the manifests. Install kubectl, name one by -Dbindery.kubectl=FILE,"
              + " or leave these tests out by -Dbindery.kubectl=none.",
          e);
    }
  }

  /** Those of one kind. */
  List<Manifest> of(String kind) {
    return objects.stream().filter(object -> object.kind().equals(kind)).toList();
  }

  /** The one of a kind with a name. */
  Manifest of(String kind, String name) {
    return of(kind).stream()
        .filter(object -> object.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(this.name + " has no " + kind + " " + name));
  }

  /** The Deployments whose pods are nodes. */
  List<Manifest> nodes() {
    return of("Deployment").stream()
        .filter(node -> "bindery".equals(node.at("metadata/labels/app.kubernetes.io~1part-of")))
        .toList();
  }

  /** The data of a ConfigMap whose name begins so: a hash of it follows. */
  Map<String, Object> data(String name) {
    return of("ConfigMap").stream()
        .filter(object -> object.name().startsWith(name))
        .map(object -> object.inner("data"))
        .findFirst()
        .orElseGet(LinkedHashMap::new);
  }

  @Override
  public String toString() {
    return name;
  }
}
