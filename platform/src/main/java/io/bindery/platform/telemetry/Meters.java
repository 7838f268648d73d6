package io.bindery.platform.telemetry;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of one node, reached from its actor system. Whoever counts something names it, in a
 * class of its own feature. Tags have few values each: states, names of queues and targets, paths
 * with their variables; never keys, prefixes or names of packages.
 */
public final class Meters implements Extension {
  private static final Logger log = LoggerFactory.getLogger(Meters.class);

  private static final Id ID = new Id();

  private static final int READ_SECONDS = 2;

  private final Map<String, Supplier<CompletionStage<?>>> reads = new ConcurrentHashMap<>();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  private Meters() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Those of a node. */
  public static Meters get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** All of them, in the text format of Prometheus 0.0.4, as they were last read. */
  public String scrape() {
    return registry.scrape();
  }

  /**
   * Has read what costs something to read, as {@link Cached} allows. What takes longer than {@value
   * #READ_SECONDS} s is not waited for.
   */
  public CompletionStage<Void> read() {
    return CompletableFuture.allOf(
        reads.values().stream().map(Meters::begun).toArray(CompletableFuture[]::new));
  }

  private static CompletableFuture<?> begun(Supplier<CompletionStage<?>> read) {
    try {
      return read.get()
          .<Object>handle((done, failure) -> Optional.ofNullable(failure))
          .toCompletableFuture()
          .completeOnTimeout(Optional.empty(), READ_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      log.debug("a figure cannot be read", e);
      return CompletableFuture.completedFuture(Optional.of(e));
    }
  }

  /**
   * Has something read before figures are told.
   *
   * @param name what comes again under it takes the place of what was
   */
  public void readBefore(String name, Supplier<CompletionStage<?>> read) {
    reads.put(name, read);
  }

  /**
   * A counter. The same name and tags give the same one.
   *
   * @param description a sentence
   * @param tags names and values by turns
   */
  public Counter counter(String name, String description, String... tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  /**
   * A figure that is read when somebody looks.
   *
   * @param unit such as {@code seconds}; empty for a number of things
   * @param figure costs nothing; not a number if it is not known
   */
  public void gauge(
      String name, String unit, String description, Supplier<Number> figure, String... tags) {
    Gauge.builder(name, figure)
        .baseUnit(unit.isEmpty() ? null : unit)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  /**
   * Times with a histogram.
   *
   * @param from shorter times are in its first bucket
   * @param to longer times are in its last bucket
   */
  public Timer times(String name, String description, Duration from, Duration to, String... tags) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .publishPercentileHistogram()
        .minimumExpectedValue(from)
        .maximumExpectedValue(to)
        .register(registry);
  }

  /** For what has meters of its own, such as a pool. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * Sizes of which their number, their sum and the largest are kept.
   *
   * @param description a sentence
   */
  public DistributionSummary sizes(String name, String description) {
    return DistributionSummary.builder(name).description(description).register(registry);
  }

  private static final class Id extends ExtensionId<Meters> {
    @Override
    public Meters createExtension(ActorSystem<?> system) {
      var meters = new Meters();
      system.getWhenTerminated().whenComplete((done, failure) -> meters.close());
      return meters;
    }
  }

  private void close() {
    collections.close();
    registry.close();
  }
}
