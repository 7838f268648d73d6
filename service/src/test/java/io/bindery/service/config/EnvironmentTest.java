package io.bindery.service.config;

import static io.bindery.service.config.ConfigLoader.twin;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
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

  /** To read all settings takes a moment, and there are hundreds: so some are wrong at once. */
  private static final int AT_ONCE = 25;

  /** Where one problem ends and the next begins, where several are told together. */
  private static final Pattern BETWEEN = Pattern.compile("\\R  (?=bindery\\.)");

  @Test
  void eachWrongValueIsToldWithItsPathAndWhatIsAllowed() throws IOException {
    var taken = new TreeSet<String>();
    var unclear = new TreeMap<String, String>();
    var twins = List.copyOf(twins());
    for (int from = 0; from < twins.size(); from += AT_ONCE) {
      var some = twins.subList(from, Math.min(twins.size(), from + AT_ONCE));
      var env = new HashMap<>(GOOD);
      some.forEach(variable -> env.put(variable, GARBAGE));
      var config = ConfigLoader.load(Optional.empty(), ConfigFactory.empty(), env);
      var told = problems(config);
      // One may give others their value: theirs are looked at with their own variable.
      var paths =
          paths(config).stream()
              .filter(path -> some.contains(twin(path)) || !twins.contains(twin(path)))
              .toList();
      assertThat(paths).as("%s", some).hasSize(some.size());
      for (var path : paths) {
        var problem = told.stream().filter(text -> text.contains(path + " = ")).findFirst();
        if (problem.isEmpty()) {
          taken.add(path);
        } else if (!problem.get().matches("(?s).*(must be|name|add|set) .*\\.\\s*")
            || problem.get().contains("\u001b")) {
          unclear.put(path, problem.get());
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

  private static List<String> problems(Config config) {
    try {
      BinderyService.check(config);
      return List.of();
    } catch (SettingsException e) {
      return List.of(BETWEEN.split(e.getMessage()));
    }
  }

  /** Where the values of the variables have come to stand. */
  private static List<String> paths(Config config) {
    return config.getConfig("bindery").entrySet().stream()
        .filter(entry -> GARBAGE.equals(entry.getValue().unwrapped()))
        .map(entry -> "bindery." + entry.getKey())
        .toList();
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
