package io.bindery.router.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sources as they are worded: those of the configuration, and how one of run time is read. */
final class SourceTexts {
  private static final String SECTION = "bindery.router.sources";
  private static final String CUSTOM = "custom";
  private static final String NAME = "name";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, Config> builtIn;
  private final Map<String, Map<String, Object>> custom;

  private SourceTexts(Map<String, Config> builtIn, Map<String, Map<String, Object>> custom) {
    this.builtIn = builtIn;
    this.custom = custom;
  }

  /**
   * Those of the configuration.
   *
   * @param edp whether closed batches ask for packages, which is configured where they are
   *     announced
   */
  static SourceTexts from(Config root, boolean edp) {
    var section = root.getConfig(SECTION);
    var builtIn = new LinkedHashMap<String, Config>();
    builtIn.put(
        Source.Edp.NAME,
        ConfigFactory.empty().withValue("enabled", ConfigValueFactory.fromAnyRef(edp)));
    builtIn.put(Source.HealthOmics.NAME, section.getConfig(Source.HealthOmics.NAME));
    builtIn.put(Source.RoCrate.NAME, section.getConfig(Source.RoCrate.NAME));
    var custom = new LinkedHashMap<String, Map<String, Object>>();
    for (ConfigObject source : section.getObjectList(CUSTOM)) {
      var path = "%s.%s[%d]".formatted(SECTION, CUSTOM, custom.size());
      var worded = new LinkedHashMap<>(source.unwrapped());
      var name = String.valueOf(worded.remove(NAME));
      if (custom.put(name, worded) != null) {
        throw SettingsException.conflict(
            path + "." + NAME, name, "there is a source of this name already.");
      }
    }
    return new SourceTexts(builtIn, custom);
  }

  /** The sources of the configuration. */
  Sources configured() {
    var sources = new ArrayList<Source.Custom>();
    for (var entry : custom.entrySet()) {
      var path = "%s.%s[%d]".formatted(SECTION, CUSTOM, sources.size());
      try {
        sources.add(read(entry.getKey(), entry.getValue(), path));
      } catch (FieldException e) {
        throw SettingsException.conflict(path, entry.getKey(), e.getMessage());
      }
    }
    if (sources.size() > Sources.MAX_CUSTOM) {
      throw SettingsException.conflict(
          SECTION + "." + CUSTOM,
          sources.size() + " sources",
          "there may be %d.".formatted(Sources.MAX_CUSTOM));
    }
    return new Sources(
        (Source.Edp) builtIn(Source.Edp.NAME),
        (Source.HealthOmics) builtIn(Source.HealthOmics.NAME),
        (Source.RoCrate) builtIn(Source.RoCrate.NAME),
        sources);
  }

  private Source builtIn(String name) {
    var path = SECTION + "." + name;
    return BuiltIns.read(
        name, Settings.at(ConfigFactory.empty().withValue(path, builtIn.get(name).root()), path));
  }

  /**
   * Reads a source as it was set at run time.
   *
   * @throws FieldException if a custom one is not allowed
   * @throws SettingsException if a built-in one is not
   */
  Source read(String name, Map<String, Object> worded) throws FieldException {
    return builtIn.containsKey(name)
        ? BuiltIns.read(name, worded, builtIn.get(name))
        : read(name, worded, "");
  }

  private static Source.Custom read(String name, Map<String, Object> worded, String path)
      throws FieldException {
    return CustomSourceReader.read(name, JsonFields.parse(json(worded), path));
  }

  /** As the configuration has it; nothing if it does not name it. */
  Optional<Map<String, Object>> configured(String name) {
    return builtIn.containsKey(name)
        ? Optional.of(builtIn.get(name).root().unwrapped())
        : Optional.ofNullable(custom.get(name));
  }

  /** What is set, completed by what the configuration has for a built-in source. */
  Map<String, Object> effective(String name, Map<String, Object> worded) {
    return builtIn.containsKey(name)
        ? ConfigValueFactory.fromMap(worded)
            .toConfig()
            .withFallback(builtIn.get(name))
            .root()
            .unwrapped()
        : worded;
  }

  static String json(Map<String, Object> worded) {
    try {
      return MAPPER.writeValueAsString(worded);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers, lists and maps can always be written", e);
    }
  }
}
