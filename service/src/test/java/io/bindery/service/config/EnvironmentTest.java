package io.bindery.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A value that cannot be what a variable of the environment means stops the start. */
class EnvironmentTest {
  private static final String GARBAGE = "§ no such value \u001b[31m §";
  private static final Pattern TWIN = Pattern.compile("\\$\\{\\?(BINDERY_[A-Z0-9_]+)}");

  private static final Map<String, String> GOOD =
      Map.of(
          "BINDERY_ROUTER_QUEUE_URL", "https://h/a",
          "BINDERY_ROUTER_QUEUE_DEAD_LETTER_URL", "https://h/b",
          "BINDERY_PACKAGER_QUEUE_URL", "https://h/c",
          "BINDERY_PACKAGER_QUEUE_DEAD_LETTER_URL", "https://h/d",
          "BINDERY_DATABASE_PASSWORD", "secret");

  @Test
  void eachWrongValueIsToldWithItsPathAndWhatIsAllowed() throws IOException {
    var taken = new TreeSet<String>();
    var unclear = new TreeMap<String, String>();
    for (var variable : twins()) {
      var env = new HashMap<>(GOOD);
      env.put(variable, GARBAGE);
      var config = ConfigLoader.load(Optional.empty(), ConfigFactory.empty(), env);
      var path = path(config);
      try {
        BinderyService.check(config);
        taken.add(path);
      } catch (SettingsException e) {
        if (!e.getMessage().contains(path + " = ")
            || !e.getMessage().matches("(?s).*(must be|name|add|set) .*\\.")
            || e.getMessage().contains("\u001b")) {
          unclear.put(path, e.getMessage());
        }
      }
    }
    assertThat(unclear).isEmpty();
    assertThat(taken)
        .as("texts that may be anything, and what is not read while its part is off")
        .containsExactly(
            "bindery.canary.registry",
            "bindery.canary.workflow",
            "bindery.console.index-directory",
            "bindery.database.name",
            "bindery.database.password",
            "bindery.database.user",
            "bindery.exchange.spool-directory",
            "bindery.lineage.namespace",
            "bindery.packager.spool-directory",
            "bindery.router.announce.detail-type",
            "bindery.router.announce.source",
            "bindery.router.default-policy.ignore-prefixes",
            "bindery.router.default-policy.trigger.marker",
            "bindery.telemetry.service-name");
  }

  /** Where the variable's value has come to stand. */
  private static String path(Config config) {
    return config.getConfig("bindery").entrySet().stream()
        .filter(entry -> GARBAGE.equals(entry.getValue().unwrapped()))
        .map(entry -> "bindery." + entry.getKey())
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> twins() throws IOException {
    var twins = new TreeSet<String>();
    try (var in = ConfigLoader.class.getResourceAsStream("/application.conf")) {
      var found = TWIN.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (found.find()) {
        twins.add(found.group(1));
      }
    }
    return twins;
  }
}
