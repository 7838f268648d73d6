package io.bindery.platform.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long the stop of a node may take at most, as configured: the phases of Akka's coordinated
 * shutdown run one after the other, and each ends at its limit. Whoever sends a signal to end must
 * wait for longer than {@link #total()}, or work is cut off that would have been handed over.
 */
public final class ShutdownTimes {
  private static final String SECTION = "akka.coordinated-shutdown";
  private static final String TIMEOUT = "timeout";
  private static final String ENABLED = "enabled";

  /** Shards are handed over in it. */
  public static final String HAND_OVER = "cluster-sharding-shutdown-region";

  private final Map<String, Duration> phases;
  private final Duration handOff;

  private ShutdownTimes(Map<String, Duration> phases, Duration handOff) {
    this.phases = phases;
    this.handOff = handOff;
  }

  /** Those of a whole configuration, with Akka's own defaults in it. */
  public static ShutdownTimes from(Config root) {
    var section = root.getConfig(SECTION);
    var usual = section.getDuration("default-phase-timeout");
    var phases = new LinkedHashMap<String, Duration>();
    section
        .getObject("phases")
        .forEach(
            (name, value) -> {
              var phase = ((ConfigObject) value).toConfig();
              if (!phase.hasPath(ENABLED) || phase.getBoolean(ENABLED)) {
                phases.put(name, phase.hasPath(TIMEOUT) ? phase.getDuration(TIMEOUT) : usual);
              }
            });
    return new ShutdownTimes(phases, root.getDuration("akka.cluster.sharding.handoff-timeout"));
  }

  /** All phases together. */
  public Duration total() {
    return phases.values().stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** The limit of one phase; nothing if there is none of that name. */
  public Optional<Duration> phase(String name) {
    return Optional.ofNullable(phases.get(name));
  }

  /** The limit of each phase, by name. */
  public Map<String, Duration> phases() {
    return Map.copyOf(phases);
  }

  /** How long the move of one shard to another node may take. */
  public Duration handOff() {
    return handOff;
  }
}
