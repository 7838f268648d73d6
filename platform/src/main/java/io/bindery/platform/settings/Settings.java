package io.bindery.platform.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueType;
import io.bindery.protocol.field.JsonFields;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One section of the configuration. Each reader checks type and range and answers a wrong value
 * with a {@link SettingsException} that names the full path, the value and what is allowed.
 */
public final class Settings {
  private static final String HTTP_URI =
      "an address such as https://sqs.eu-central-1.amazonaws.com/123456789012/NAME";

  private static final Pattern UNITLESS = Pattern.compile("[0-9.]+");

  private final Config config;
  private final String path;

  /** What the section was made of if that was no file: a configuration rounds numbers. */
  private final Optional<Map<?, ?>> origin;

  private Settings(Config config, String path, Optional<Map<?, ?>> origin) {
    this.config = config;
    this.path = path;
    this.origin = origin;
  }

  /** The section at {@code path} of the whole configuration. */
  public static Settings at(Config root, String path) {
    return new Settings(
        read(root, path, path, "a section in braces", Config::getConfig), path, Optional.empty());
  }

  /** A configuration that is no part of another one: its keys are named as they are. */
  public static Settings whole(Config config) {
    return new Settings(config, "", Optional.empty());
  }

  /**
   * What was read of JSON: maps, lists, texts, numbers, and true or false. Its numbers stay what
   * they are.
   */
  public static Settings of(Map<String, Object> json) {
    return new Settings(ExactNumbers.config(json), "", Optional.of(json));
  }

  /** A section inside this one. */
  public Settings section(String key) {
    return new Settings(
        get(key, "a section in braces", Config::getConfig), full(key), originOf(key));
  }

  private Optional<Map<?, ?>> originOf(String key) {
    return origin.map(map -> map.get(key)).flatMap(Settings::map);
  }

  private static Optional<Map<?, ?>> map(Object value) {
    return value instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
  }

  /** A list of sections; each is named by its place, as in {@code bindery.router.buckets[0]}. */
  public List<Settings> sections(String key) {
    var list = get(key, "a list of sections in braces", Config::getConfigList);
    var origins = origin.map(map -> map.get(key)).filter(List.class::isInstance);
    return IntStream.range(0, list.size())
        .mapToObj(
            i ->
                new Settings(
                    list.get(i),
                    full(key) + "[" + i + "]",
                    origins.flatMap(all -> map(((List<?>) all).get(i)))))
        .toList();
  }

  /** Where this section stands in the whole configuration. */
  public String path() {
    return path;
  }

  /** Whether the key has a value. */
  public boolean has(String key) {
    return config.hasPath(key);
  }

  /** Whether the value of a key is a section. */
  public boolean isSection(String key) {
    return config.hasPath(key) && config.getValue(key).valueType() == ConfigValueType.OBJECT;
  }

  /** This section, and what it leaves out from another one; complaints name this one. */
  public Settings over(Config below) {
    return new Settings(config.withFallback(below), path, origin);
  }

  /**
   * Refuses a key that is not one of these; a key inside a section is written with a dot, and
   * {@code section.*} allows whatever is in it.
   */
  public void only(List<String> keys) {
    for (var entry : config.entrySet()) {
      if (!keys.contains(entry.getKey()) && !isInOpenSection(keys, entry.getKey())) {
        throw SettingsException.conflict(
            full(entry.getKey()),
            entry.getValue().render(ConfigRenderOptions.concise()),
            "there is no such setting; there are %s.".formatted(String.join(", ", keys)));
      }
    }
  }

  private static boolean isInOpenSection(List<String> keys, String key) {
    int dot = key.indexOf('.');
    return dot > 0 && keys.contains(key.substring(0, dot) + ".*");
  }

  /**
   * All that is in a section whose keys are the user's own: maps, lists, texts, numbers, and true
   * or false. A number is an {@link Integer}, {@link Long} or {@link java.math.BigInteger} if it is
   * written without a fraction, else a {@link Double}. Empty if there is no such section.
   */
  public Map<String, Object> tree(String key) {
    if (!config.hasPath(key)) {
      return Map.of();
    }
    var section = get(key, "a section in braces", Config::getObject);
    try {
      var tree = ExactNumbers.tree(section);
      return originOf(key).map(own -> ExactNumbers.over(tree, own)).orElse(tree);
    } catch (ArithmeticException e) {
      throw notAllowed(key, "a section whose numbers are from -1.8e308 to 1.8e308");
    }
  }

  /** A whole number within the bounds, both included. */
  public int integer(String key, int min, int max) {
    var allowed = "a whole number from %d to %d".formatted(min, max);
    int value = get(key, allowed, Config::getInt);
    return inRange(key, value, value >= min && value <= max, allowed);
  }

  /** A number within the bounds, both included. */
  public double decimal(String key, double min, double max) {
    var allowed = "a number from %s to %s".formatted(min, max);
    double value = get(key, allowed, Config::getDouble);
    return inRange(key, value, value >= min && value <= max, allowed);
  }

  /** A whole number within the bounds, both included, or nothing if the value is {@code off}. */
  public Optional<Integer> integerOrOff(String key, int min, int max) {
    return orOff(
        key, "a whole number from %d to %d".formatted(min, max), () -> integer(key, min, max));
  }

  /** A size in bytes, written as {@code 64 MiB}, within the bounds, both included. */
  public long bytes(String key, long min, long max) {
    var allowed = "a size such as 64 MiB, from %d to %d bytes".formatted(min, max);
    long value = get(key, allowed, Config::getBytes);
    return inRange(key, value, value >= min && value <= max, allowed);
  }

  /** A size within the bounds, or nothing if the value is {@code off}. */
  public Optional<Long> bytesOrOff(String key, long min, long max) {
    return orOff(
        key,
        "a size such as 64 MiB, from %d to %d bytes".formatted(min, max),
        () -> bytes(key, min, max));
  }

  /**
   * A length of time, written as {@code 300 s}, within the bounds, both included. Without a unit it
   * would be milliseconds, which hardly anybody means: it is refused.
   */
  public Duration duration(String key, Duration min, Duration max) {
    var allowed = "a duration such as 300 s, from %s to %s".formatted(words(min), words(max));
    Duration value = get(key, allowed, Config::getDuration);
    boolean unit =
        value.isZero()
            || !UNITLESS.matcher(config.getValue(key).unwrapped().toString().strip()).matches();
    return inRange(
        key, value, unit && value.compareTo(min) >= 0 && value.compareTo(max) <= 0, allowed);
  }

  /** A length of time within the bounds, or nothing if the value is {@code off}. */
  public Optional<Duration> durationOrOff(String key, Duration min, Duration max) {
    return orOff(
        key,
        "a duration such as 300 s, from %s to %s".formatted(words(min), words(max)),
        () -> duration(key, min, max));
  }

  /** {@code on} or {@code off}. */
  public boolean flag(String key) {
    return get(key, "on or off", Config::getBoolean);
  }

  /** A text that is not blank. */
  public String text(String key) {
    return optionalText(key)
        .orElseThrow(() -> SettingsException.missing(full(key), "a text that is not blank"));
  }

  /** A text, or nothing if the key is absent, null or blank. */
  public Optional<String> optionalText(String key) {
    if (!config.hasPath(key)) {
      return Optional.empty();
    }
    var text = get(key, "a text", Config::getString);
    return Optional.of(storable(key, text)).filter(some -> !some.isBlank());
  }

  /** A name that is not blank. */
  public String text(String key, Grammar grammar) {
    return fitting(key, text(key), grammar);
  }

  /** A name, or nothing if the key is absent, null or blank. */
  public Optional<String> optionalText(String key, Grammar grammar) {
    return optionalText(key).map(text -> fitting(key, text, grammar));
  }

  /** A list of names, written as {@link #texts} are. */
  public List<String> texts(String key, Grammar grammar) {
    var texts = texts(key);
    texts.forEach(text -> fitting(key, text, grammar));
    return texts;
  }

  private String fitting(String key, String text, Grammar grammar) {
    return inRange(key, text, grammar.fits(text), grammar.allowed());
  }

  /** A list of texts, written as a list or as one text with commas; blank ones are dropped. */
  public List<String> texts(String key) {
    if (!config.hasPath(key)) {
      return List.of();
    }
    var allowed = "a list of texts, or one text with commas";
    var list =
        config.getValue(key).valueType() == ConfigValueType.LIST
            ? get(key, allowed, Config::getStringList)
            : Arrays.asList(get(key, allowed, Config::getString).split(",", -1));
    list.forEach(text -> storable(key, text));
    return list.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  /** No key of S3, no name and no column of a table has what this refuses. */
  private String storable(String key, String text) {
    return inRange(key, text, JsonFields.isStorable(text), JsonFields.STORABLE);
  }

  /** One of the names of an enum, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    var names =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(Settings::written, Function.identity()));
    var allowed =
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Settings::written)
                .collect(Collectors.joining(", "));
    var text = get(key, allowed, Config::getString);
    var value = names.get(text);
    if (value == null) {
      throw new SettingsException(full(key), text, allowed);
    }
    return value;
  }

  /** An absolute http(s) address, or nothing if the key is absent or blank. */
  public Optional<URI> optionalHttpUri(String key) {
    return optionalText(key).map(text -> httpUri(key, text));
  }

  /** An absolute http(s) address. */
  public URI httpUri(String key) {
    return optionalHttpUri(key).orElseThrow(() -> SettingsException.missing(full(key), HTTP_URI));
  }

  /** Refuses the value of a key, for a rule that only the caller knows. */
  public SettingsException notAllowed(String key, String allowed) {
    return new SettingsException(full(key), rendered(config, key), allowed);
  }

  private <T> Optional<T> orOff(String key, String allowed, Supplier<T> value) {
    var text = get(key, allowed + ", or off", Config::getValue).unwrapped();
    if ("off".equals(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(value.get());
    } catch (SettingsException e) {
      throw new SettingsException(full(key), rendered(config, key), allowed + ", or off");
    }
  }

  private URI httpUri(String key, String text) {
    var allowed = HTTP_URI;
    try {
      var uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return inRange(key, uri, http && uri.getHost() != null, allowed);
    } catch (URISyntaxException e) {
      throw new SettingsException(full(key), text, allowed);
    }
  }

  private <T> T inRange(String key, T value, boolean good, String allowed) {
    if (!good) {
      throw new SettingsException(full(key), rendered(config, key), allowed);
    }
    return value;
  }

  private interface Getter<T> {
    T apply(Config config, String key);
  }

  private <T> T get(String key, String allowed, Getter<T> getter) {
    return read(config, key, full(key), allowed, getter);
  }

  private static <T> T read(
      Config config, String key, String full, String allowed, Getter<T> getter) {
    try {
      return getter.apply(config, key);
    } catch (ConfigException.Missing e) {
      throw SettingsException.missing(full, allowed);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw new SettingsException(full, rendered(config, key), allowed);
    }
  }

  private static String rendered(Config config, String key) {
    return config.getValue(key).render(ConfigRenderOptions.concise());
  }

  private String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String written(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String words(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
