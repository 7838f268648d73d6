package io.bindery.laptop;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.Settings;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.config.UserSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The service's settings where its parts are embedded. From strongest to weakest: what belongs to
 * the embedded parts, which the user cannot set; the options of the command line; the environment;
 * the user's file; what {@code up} chooses; the shipped settings. Pure.
 */
final class LaptopSettings {
  private static final String BUCKETS = "bindery.router.buckets";
  private static final String NAMES = "bindery.router.bucket-names";
  private static final String SOURCES = "bindery.packager.sources";
  private static final String PUBLISHED = "bindery.exchange.sources";
  private static final String REGISTRIES = "bindery.packager.registries";
  private static final String POLICY = "bindery.router.default-policy.";
  private static final String ANNOUNCE_BUS = "bindery.router.announce.bus";
  private static final String EVENTS_BUS = "bindery.packager.events.bus";
  private static final String HTTP_PORT = "bindery.http.port";
  private static final int DEFAULT_HTTP_PORT = 8080;
  private static final String REGION = "us-east-1";
  private static final Pattern BUS = Pattern.compile("[A-Za-z0-9._/-]{0,256}");
  private static final Pattern OWN_BUS =
      Pattern.compile("arn:aws:events:us-east-1:000000000000:event-bus/([A-Za-z0-9._/-]{1,256})");

  /** What belongs to the embedded parts, and what they are. */
  private static final Map<String, String> EMBEDDED = new LinkedHashMap<>();

  static {
    var database = List.of("host", "port", "name", "user", "password", "ssl");
    database.forEach(key -> EMBEDDED.put("bindery.database." + key, "its own database"));
    EMBEDDED.put("bindery.aws.endpoint", "its own AWS");
    for (var room : List.of("router", "packager")) {
      for (var key : List.of("url", "dead-letter-url")) {
        EMBEDDED.put("bindery." + room + ".queue." + key, "its own queues");
      }
    }
    List.of("host", "port", "seed-nodes")
        .forEach(key -> EMBEDDED.put("bindery.cluster." + key, "its own cluster on loopback"));
  }

  private final Laptop.Options options;
  private final UserSettings user;
  private final Config plain;

  private LaptopSettings(Laptop.Options options, UserSettings user, Config plain) {
    this.options = options;
    this.user = user;
    this.plain = plain;
  }

  /**
   * Reads what the user set.
   *
   * @throws CommandException if he set what cannot be set here
   */
  static LaptopSettings of(Laptop.Options options, Map<String, String> environment) {
    if (options.alone()) {
      return new LaptopSettings(
          options, UserSettings.NONE, ConfigLoader.shipped(ConfigFactory.empty()));
    }
    var user = UserSettings.find(options.configFile(), environment);
    var plain = ConfigLoader.load(options.configFile(), ConfigFactory.empty(), environment);
    var settings = new LaptopSettings(options, user, plain);
    settings.refuseWhatCannotHold();
    return settings;
  }

  private void refuseWhatCannotHold() {
    var refused = new TreeMap<String, String>();
    EMBEDDED.forEach(
        (path, part) -> {
          if (user.has(path)) {
            refused.put(path, part);
          }
        });
    if (user.has("bindery.aws.region") && !plain.getString("bindery.aws.region").equals(REGION)) {
      refused.put("bindery.aws.region", "its own AWS, which is in " + REGION);
    }
    for (var path : List.of(ANNOUNCE_BUS, EVENTS_BUS)) {
      var bus = plain.getString(path);
      if (user.has(path) && !BUS.matcher(bus).matches() && !OWN_BUS.matcher(bus).matches()) {
        refused.put(path, "its own buses, and '" + bus + "' is the name of none");
      }
    }
    if (!refused.isEmpty()) {
      var all = new StringBuilder();
      refused.forEach(
          (path, part) ->
              all.append(
                  "%s (set by %s): 'up' brings %s. "
                      .formatted(path, user.places().get(path), part)));
      throw new CommandException(
          ExitCode.CONFIGURATION,
          "These settings cannot be set for 'up': "
              + all
              + "Take them out, or run 'bindery serve'.");
    }
  }

  /** The user's settings, for the log, before anything runs. */
  Config plain() {
    return plain;
  }

  /** The buckets to watch. */
  Set<String> watched() {
    var names = new LinkedHashSet<String>();
    namedPolicies().forEach(names::add);
    names.addAll(bucketNames());
    return names;
  }

  /** Those whose own policy the user wrote. */
  List<String> namedPolicies() {
    return plain.getConfigList(BUCKETS).stream()
        .filter(bucket -> bucket.hasPath("name"))
        .map(bucket -> bucket.getString("name"))
        .toList();
  }

  private Set<String> bucketNames() {
    var names = new LinkedHashSet<>(options.buckets());
    names.addAll(Settings.at(plain, "bindery.router").texts("bucket-names"));
    if (!userNamesBuckets() && options.buckets().isEmpty()) {
      names.add(Laptop.DEFAULT_BUCKET);
    }
    namedPolicies().forEach(names::remove);
    return names;
  }

  private boolean userNamesBuckets() {
    return user.has(BUCKETS) || user.has(NAMES);
  }

  /** The buckets to make. */
  Set<String> buckets() {
    var names = new LinkedHashSet<>(watched());
    var packager = Settings.at(plain, "bindery.packager");
    names.addAll(packager.texts("sources"));
    names.addAll(packager.texts("registries"));
    var exchange = Settings.at(plain, "bindery.exchange");
    names.addAll(exchange.texts("sources"));
    names.addAll(exchange.texts("manifest-buckets"));
    return names;
  }

  /**
   * The buckets that tell of what is written in them. A source may be given a policy at run time; a
   * registry that nobody watches would tell for nothing.
   */
  Set<String> telling() {
    var names = new LinkedHashSet<>(watched());
    names.addAll(Settings.at(plain, "bindery.packager").texts("sources"));
    names.addAll(Settings.at(plain, "bindery.exchange").texts("manifest-buckets"));
    return names;
  }

  /** The bus that batches are announced on; "" for none. */
  String announceBus() {
    return bus(ANNOUNCE_BUS);
  }

  /** The bus that revisions are told of on. */
  String eventsBus() {
    return bus(EVENTS_BUS);
  }

  private String bus(String path) {
    if (!user.has(path)) {
      return LocalResources.BUS;
    }
    var own = OWN_BUS.matcher(plain.getString(path));
    return own.matches() ? own.group(1) : plain.getString(path);
  }

  /** The port of the HTTP API; 0 takes a free one. */
  int httpPort() {
    return options
        .httpPort()
        .orElseGet(() -> user.has(HTTP_PORT) ? plain.getInt(HTTP_PORT) : DEFAULT_HTTP_PORT);
  }

  /** All that stands above the user's file and environment, and all that stands below them. */
  Config overrides(Parts parts) {
    var set = new HashMap<String, Object>(parts.settings());
    set.put(HTTP_PORT, httpPort());
    set.put(NAMES, List.copyOf(bucketNames()));
    options.rule().depth().ifPresent(depth -> set.put(POLICY + "prefix-depth", depth));
    options.rule().count().ifPresent(count -> set.put(POLICY + "trigger.count", count));
    options.rule().quiet().ifPresent(quiet -> set.put(POLICY + "trigger.quiet", millis(quiet)));
    set.put(ANNOUNCE_BUS, announceBus());
    set.put(EVENTS_BUS, eventsBus());
    if (options.nodes() == 1) {
      // The laptop stops the parts in order; a hook of each part would stop them all at once.
      set.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    }
    return ConfigFactory.parseMap(set, "embedded parts").withFallback(chosen(parts));
  }

  /** What {@code up} chooses where the user chose nothing. */
  private Config chosen(Parts parts) {
    var set = new HashMap<String, Object>();
    set.put("bindery.http.host", "127.0.0.1");
    // Buckets tell before somebody sets their policies; their notices are no mistakes of anybody.
    set.put("bindery.router.on-unknown-bucket", "ignore");
    set.put("bindery.packager.spool-directory", parts.spool());
    set.put(SOURCES, List.copyOf(watched()));
    set.put(PUBLISHED, List.copyOf(watched()));
    // Its jobs take a tenth of a second.
    set.put("bindery.exchange.poll-interval", "100 ms");
    set.put("bindery.exchange.look-again", "2 s");
    set.put(REGISTRIES, List.copyOf(watched()));
    // Whoever names his buckets in EDP's or Bindery's words gets what these mean elsewhere.
    if (!userNamesBuckets()) {
      var rule = BatchRule.DEFAULT;
      rule.depth().ifPresent(depth -> set.put(POLICY + "prefix-depth", depth));
      rule.count().ifPresent(count -> set.put(POLICY + "trigger.count", count));
      rule.quiet().ifPresent(quiet -> set.put(POLICY + "trigger.quiet", millis(quiet)));
    }
    return user.without(ConfigFactory.parseMap(set, "the choice of 'up'"));
  }

  /** The configuration the service runs with. */
  Config with(Config overrides, Map<String, String> environment) {
    return options.alone()
        ? ConfigLoader.shipped(overrides)
        : ConfigLoader.load(options.configFile(), overrides, environment);
  }

  /** How the buckets without a policy of their own are batched, in words. */
  static String rule(Config config) {
    var policy = config.getConfig("bindery.router.default-policy");
    var trigger = policy.getConfig("trigger");
    var closes = new StringBuilder("prefix depth " + policy.getInt("prefix-depth"));
    var parts = new ArrayList<String>();
    if (!isOff(trigger, "count")) {
      parts.add("at " + trigger.getInt("count") + " " + trigger.getString("count-mode"));
    }
    if (!isOff(trigger, "quiet")) {
      var seconds = trigger.getDuration("quiet").toMillis() / 1000.0;
      parts.add(
          "after %s s of quiet"
              .formatted(
                  seconds == Math.rint(seconds)
                      ? Long.toString((long) seconds)
                      : Double.toString(seconds)));
    }
    if (!parts.isEmpty()) {
      closes.append("; a batch closes ").append(String.join(" or ", parts));
    }
    return closes.toString();
  }

  private static boolean isOff(Config trigger, String key) {
    var value = trigger.getValue(key);
    return value.unwrapped().equals("off") || Boolean.FALSE.equals(value.unwrapped());
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + " ms";
  }

  /**
   * What the embedded parts are.
   *
   * @param settings of the parts, by path
   * @param spool the directory for packages in the making
   */
  record Parts(Map<String, Object> settings, String spool) {
    /** In place of parts that are not there yet, so that the rest can be checked. */
    static Parts unknown() {
      var settings = new HashMap<String, Object>();
      settings.put("bindery.aws.endpoint", "http://127.0.0.1:1");
      settings.put("bindery.aws.region", REGION);
      settings.put("bindery.database.ssl", false);
      settings.put("bindery.database.password", "unknown");
      settings.put("bindery.cluster.port", 0);
      for (var room : List.of("router", "packager")) {
        var queue = "bindery." + room + ".queue.";
        settings.put(queue + "url", "http://127.0.0.1:1/000000000000/" + room);
        settings.put(queue + "dead-letter-url", "http://127.0.0.1:1/000000000000/dead-" + room);
      }
      return new Parts(settings, "");
    }
  }
}
