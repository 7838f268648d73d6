package io.bindery.platform.health;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All that one node depends on. Every part of it that uses something outside says so here, and
 * tells what became of its use.
 */
public final class Health implements Extension {
  private static final Id ID = new Id();

  private final Map<String, Part> parts = new ConcurrentSkipListMap<>();

  private final Map<Part, Runnable> figures = new ConcurrentHashMap<>();
  private final Meters meters;

  private final CoordinatedShutdown shutdown;

  private Health(Meters meters, CoordinatedShutdown shutdown) {
    this.meters = meters;
    this.shutdown = shutdown;
  }

  /** That of a node. */
  public static Health get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** The part of a dependency; the same for the same name, however often it is asked for. */
  public Part part(Dependency dependency) {
    return parts.computeIfAbsent(
        dependency.name(),
        name -> {
          var part = new Part(dependency, System::nanoTime);
          figures.put(part, figures(name, part));
          return part;
        });
  }

  /** Tells the figures of a part, until they are taken away. */
  private Runnable figures(String name, Part part) {
    var registry = meters.registry();
    var state =
        Gauge.builder("bindery.health.part", part, it -> it.isUsable() ? 1 : 0)
            .description("1 if a part of the node is up, as GET /api/v1/health says, else 0.")
            .tag("part", name)
            .strongReference(true)
            .register(registry);
    // The gauge holds the part.
    var count =
        FunctionCounter.builder("bindery.health.part.unanswered", part, Part::unansweredCount)
            .description("Messages to a part of the node without an answer: it may have them.")
            .tag("part", name)
            .register(registry);
    return () -> {
      registry.remove(state);
      registry.remove(count);
    };
  }

  /** Nothing depends on it any more. */
  public void remove(Part part) {
    if (parts.remove(part.dependency().name(), part)) {
      figures.remove(part).run();
    }
  }

  /** How it is with each, by name. */
  public List<PartView> parts() {
    return parts.values().stream().map(Part::view).toList();
  }

  /** Those that cannot be used, without which the node is ready all the same, by name. */
  public List<String> degraded() {
    return parts.entrySet().stream()
        .filter(entry -> !entry.getValue().dependency().required())
        .filter(entry -> !entry.getValue().isUsable())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether all can be used without which this node is not ready, and it does not stop. */
  public boolean isReady() {
    return shutdown.getShutdownReason().isEmpty()
        && parts.values().stream()
            .allMatch(part -> part.isUsable() || !part.dependency().required());
  }

  private static final class Id extends ExtensionId<Health> {
    @Override
    public Health createExtension(ActorSystem<?> system) {
      return new Health(Meters.get(system), CoordinatedShutdown.get(system));
    }
  }
}
