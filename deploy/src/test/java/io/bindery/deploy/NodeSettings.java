package io.bindery.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The settings that a pod of a Deployment has, as {@code serve} reads them: the file of its
 * ConfigMap and its environment.
 *
 * @param environment each variable, whatever it comes from
 * @param config what comes of it
 */
record NodeSettings(Map<String, String> environment, Config config) {
  private static final Pattern TWIN = Pattern.compile("\\$\\{\\?([A-Z0-9_]+)}");

  private static final Map<List<Object>, Config> LOADED = new ConcurrentHashMap<>();

  /** What comes from outside of the manifests: the secret of the database, the pod's address. */
  private static final String OUTSIDE = "10.1.2.3";

  /** Files of secrets, by the variable that names them: tokens, and certificates for TLS. */
  static final Map<String, String> SECRET_FILES =
      Map.of(
          "BINDERY_HTTP_TOKENS_FILE", "tokens",
          "BINDERY_CLUSTER_TLS_DIRECTORY", "");

  static NodeSettings of(Rendered rendered, Manifest node) {
    var environment = new LinkedHashMap<String, String>();
    for (var source : Manifest.list(node.container(), "envFrom")) {
      var name = String.valueOf(Manifest.at(source, "configMapRef/name"));
      rendered.data(name).forEach((key, value) -> environment.put(key, String.valueOf(value)));
    }
    environment.putAll(node.environment());
    environment.replaceAll((name, value) -> value.isEmpty() ? OUTSIDE : value);
    var text = String.valueOf(rendered.data("bindery-config").get("bindery.conf"));
    return new NodeSettings(
        environment,
        LOADED.computeIfAbsent(List.of(environment, text), any -> load(environment, text)));
  }

  /** With files here for those of secrets. */
  private static Config load(Map<String, String> environment, String text) {
    try {
      var folder = Files.createDirectories(Rendered.HOME.resolve("deploy/target/node"));
      var conf = Files.writeString(folder.resolve("bindery.conf"), text);
      var tokens =
          Files.writeString(
              folder.resolve("tokens"), "somebody viewer %s%n".formatted("0".repeat(64)));
      var here = new LinkedHashMap<>(environment);
      here.computeIfPresent("BINDERY_HTTP_TOKENS_FILE", (name, value) -> tokens.toString());
      // Certificates are made in the cluster; what is wrong with some is another test's.
      here.remove("BINDERY_CLUSTER_TLS_DIRECTORY");
      return ConfigLoader.load(Optional.of(conf), ConfigFactory.empty(), here);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The variables that the shipped configuration knows. */
  static Set<String> known() {
    try {
      var text =
          Files.readString(
              Rendered.HOME.resolve("config/application.conf"), StandardCharsets.UTF_8);
      var known = new TreeSet<String>();
      TWIN.matcher(text).results().forEach(found -> known.add(found.group(1)));
      return known;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
