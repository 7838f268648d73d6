package io.bindery.platform.telemetry;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
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
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of one node, reached from its actor system. Tags have few values each: states, names
 * of queues and targets, paths with their variables; never keys, prefixes or names of packages.
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
   * A counter.
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
   * Messages that a queue gave.
   *
   * @param queue {@code router} or {@code packager}
   */
  public Counter received(String queue) {
    return Counter.builder("bindery.queue.received")
        .description("Messages received from a queue.")
        .tag("queue", queue)
        .register(registry);
  }

  /**
   * Messages that are done with.
   *
   * @param outcome {@code handled}, {@code put_back} or {@code set_aside}
   */
  public Counter settled(String queue, String outcome) {
    return Counter.builder("bindery.queue.settled")
        .description(
            "Messages that were handled, put back to be received again, or set aside in the"
                + " dead-letter queue.")
        .tag("queue", queue)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** How long it takes from the receipt of a window of messages until it is handled. */
  public Timer handling(String queue) {
    return Timer.builder("bindery.queue.handling")
        .description("Time to handle a window of messages.")
        .tag("queue", queue)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(registry);
  }

  /** How long a write of the journal takes, for all entities that it is for. */
  public Timer journalWrite() {
    return Timer.builder("bindery.journal.write")
        .description("Time of one write of the journal, which is for many entities.")
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(20))
        .register(registry);
  }

  /**
   * Persists of entities, many of which are in one write.
   *
   * @param outcome {@code stored} or {@code failed}
   */
  public Counter persists(String outcome) {
    return counter(
        "bindery.journal.persists",
        "Persists of entities that the journal has stored, or that failed.",
        "outcome",
        outcome);
  }

  /** Events that one write of the journal holds. */
  public DistributionSummary journalRows() {
    return DistributionSummary.builder("bindery.journal.write.events")
        .description("Events in one write of the journal.")
        .register(registry);
  }

  /**
   * Object events that count.
   *
   * @param kind {@code created}, {@code deleted} or {@code reconciled}
   */
  public Counter recorded(String kind) {
    return Counter.builder("bindery.events.recorded")
        .description("Object events that were recorded in a batch.")
        .tag("kind", kind)
        .register(registry);
  }

  /**
   * Batches that closed.
   *
   * @param reason in small letters
   */
  public Counter closed(String reason) {
    return Counter.builder("bindery.batches.closed")
        .description("Batches that were closed, by the reason.")
        .tag("reason", reason)
        .register(registry);
  }

  /** Announcements that a target confirmed. */
  public Counter announced(String target) {
    return Counter.builder("bindery.announcements.confirmed")
        .description("Announcements of batches that a target has confirmed.")
        .tag("target", target)
        .register(registry);
  }

  /** Announcements that were made without an answer: each may have arrived, and was repeated. */
  public Counter unanswered(String target) {
    return Counter.builder("bindery.announcements.unanswered")
        .description("Announcements without an answer, which may have arrived and were made again.")
        .tag("target", target)
        .register(registry);
  }

  /**
   * Jobs that ended.
   *
   * @param state in small letters, as in the list of jobs
   */
  public Counter ended(String state) {
    return Counter.builder("bindery.jobs.ended")
        .description("Jobs of packages that ended, by their state.")
        .tag("state", state)
        .register(registry);
  }

  /** Attempts that failed with what may pass. */
  public Counter attemptsFailed() {
    return Counter.builder("bindery.jobs.attempts.failed")
        .description("Attempts at jobs that failed with what may pass, and are made again.")
        .register(registry);
  }

  /** Files of new revisions. */
  public Counter packagedFiles() {
    return Counter.builder("bindery.packages.files")
        .description("Files of the revisions that were made.")
        .register(registry);
  }

  /** Bytes of the files of new revisions. */
  public Counter packagedBytes() {
    return Counter.builder("bindery.packages")
        .baseUnit("bytes")
        .description("Bytes of the files of the revisions that were made.")
        .register(registry);
  }

  /**
   * Rounds of work that one node of the cluster does.
   *
   * @param outcome {@code done} or {@code failed}
   */
  public Counter round(String name, String outcome) {
    return Counter.builder("bindery.rounds")
        .description("Rounds of recurring work, such as cleaning up, by how they ended.")
        .tag("name", name)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Statements that read the feed of changes, for all who follow it. */
  public Counter feedReads() {
    return Counter.builder("bindery.feed.reads")
        .description("Statements that read the feed of changes for those who follow it.")
        .register(registry);
  }

  /**
   * Followers of the feed who were told that they missed changes.
   *
   * @param reason in small letters, with hyphens
   */
  public Counter feedGaps(String reason) {
    return Counter.builder("bindery.feed.gaps")
        .description("Followers of the feed of changes who were told of a gap, by the reason.")
        .tag("reason", reason)
        .register(registry);
  }

  /** How many follow the feed of changes. */
  public <T> void feedFollowers(T of, ToDoubleFunction<T> number) {
    Gauge.builder("bindery.feed.followers", of, number)
        .description("Clients that follow the feed of changes.")
        .register(registry);
  }

  /**
   * Requests to the HTTP API.
   *
   * @param path with its variables in braces
   */
  public Timer request(String method, String path, int status) {
    return Timer.builder("bindery.http.requests")
        .description("Time to answer requests to the HTTP API.")
        .tag("method", method)
        .tag("path", path)
        .tag("status", Integer.toString(status))
        .register(registry);
  }

  /**
   * Spans of this node.
   *
   * @param outcome {@code exported}, {@code failed} if the collector did not take them, or {@code
   *     dropped} if too many waited for it
   */
  public Counter spans(String outcome) {
    return Counter.builder("bindery.spans")
        .description("Spans that were exported, not taken by the collector, or dropped.")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Trace contexts of messages that do not follow their grammar. */
  public Counter refusedTraceContexts() {
    return Counter.builder("bindery.trace.contexts.refused")
        .description("Trace contexts of messages that could not be read, and were ignored.")
        .register(registry);
  }

  /**
   * The canary.
   *
   * @param age seconds since one came through; not a number if none ever did
   * @param late seconds by which the one that is missing is late
   */
  public <T> void canary(T of, ToDoubleFunction<T> age, ToDoubleFunction<T> late) {
    Gauge.builder("bindery.canary.age", of, age)
        .baseUnit("seconds")
        .description("Time since a canary last came through; NaN if none ever did.")
        .strongReference(true)
        .register(registry);
    Gauge.builder("bindery.canary.late", of, late)
        .baseUnit("seconds")
        .description("By how much the canary is late that is missing; 0 if none is.")
        .strongReference(true)
        .register(registry);
  }

  /**
   * Where the canary is stuck.
   *
   * @param step of its way
   * @param stuck 1 if it is there, else 0
   */
  public <T> void canaryStuck(String step, T of, ToDoubleFunction<T> stuck) {
    Gauge.builder("bindery.canary.stuck", of, stuck)
        .description("1 if the canary is late or ended at this step of its way, else 0.")
        .tag("step", step)
        .strongReference(true)
        .register(registry);
  }

  /** Canaries that ended on this node. */
  public Counter canaries(String outcome) {
    return Counter.builder("bindery.canary.runs")
        .description("Canaries that ended: passed, failed, or lost.")
        .tag("outcome", outcome)
        .register(registry);
  }

  /**
   * Events of lineage.
   *
   * @param target {@code http} or {@code topic}
   * @param outcome {@code sent}, {@code failed} of an attempt that is made again, {@code set_aside}
   *     or {@code dropped}
   */
  public Counter lineage(String target, String outcome) {
    return Counter.builder("bindery.lineage.events")
        .description(
            "Run events of OpenLineage that were sent, tried in vain, set aside, or dropped.")
        .tag("target", target)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Events of lineage that wait or are set aside. */
  public <T> void lineageOwed(
      String target, T of, ToDoubleFunction<T> waiting, ToDoubleFunction<T> setAside) {
    Gauge.builder("bindery.lineage.waiting", of, waiting)
        .description("Run events of OpenLineage that wait to be sent.")
        .tag("target", target)
        .strongReference(true)
        .register(registry);
    Gauge.builder("bindery.lineage.set.aside", of, setAside)
        .description("Run events of OpenLineage that were refused for good, and are set aside.")
        .tag("target", target)
        .strongReference(true)
        .register(registry);
  }

  /**
   * Publications that ended.
   *
   * @param state in small letters, as in the list of publications
   */
  public Counter publicationsEnded(String state) {
    return Counter.builder("bindery.publications.ended")
        .description("Publications that ended, by their state.")
        .tag("state", state)
        .register(registry);
  }

  /**
   * Jobs of AWS Data Exchange that ended.
   *
   * @param end in small letters, with hyphens
   */
  public Counter exchangeJobsEnded(String end) {
    return Counter.builder("bindery.exchange.jobs.ended")
        .description("Jobs of AWS Data Exchange that ended, by how.")
        .tag("end", end)
        .register(registry);
  }

  /**
   * Calls to AWS Data Exchange and Marketplace Catalog.
   *
   * @param operation as AWS calls it
   * @param answer {@code ok}, or what the failure means, in small letters
   */
  public Counter exchangeCalls(String operation, String answer) {
    return Counter.builder("bindery.exchange.calls")
        .description("Calls to AWS Data Exchange and Marketplace Catalog, by operation and answer.")
        .tag("operation", operation)
        .tag("answer", answer)
        .register(registry);
  }

  /**
   * Seconds that publications have waited for what passes.
   *
   * @param cause in small letters, with hyphens
   */
  public Counter exchangeWaited(String cause) {
    return Counter.builder("bindery.exchange.waited")
        .baseUnit("seconds")
        .description("Time that publications have waited, by what for.")
        .tag("for", cause)
        .register(registry);
  }

  /**
   * Slots for jobs of AWS Data Exchange, of the whole cluster.
   *
   * @param kind of job
   * @param used how many are taken
   * @param limit how many there are
   */
  public <T> void exchangeSlots(
      String kind, T of, ToDoubleFunction<T> used, ToDoubleFunction<T> limit) {
    Gauge.builder("bindery.exchange.slots.used", of, used)
        .description("Slots for jobs of AWS Data Exchange that are taken, in the whole cluster.")
        .tag("kind", kind)
        .strongReference(true)
        .register(registry);
    Gauge.builder("bindery.exchange.slots.limit", of, limit)
        .description("Slots for jobs of AWS Data Exchange that there are, in the whole cluster.")
        .tag("kind", kind)
        .strongReference(true)
        .register(registry);
  }

  /**
   * Whether what a node needs is there.
   *
   * @param part as in {@code GET /health}
   * @param up 1 if it is, else 0
   * @param unanswered how many messages it left without an answer
   * @return takes the figures away
   */
  public <T> Runnable part(
      String part, T of, ToDoubleFunction<T> up, ToDoubleFunction<T> unanswered) {
    var state =
        Gauge.builder("bindery.health.part", of, up)
            .description("1 if a part of the node is up, as GET /api/v1/health says, else 0.")
            .tag("part", part)
            .strongReference(true)
            .register(registry);
    // The gauge holds the part.
    var count =
        FunctionCounter.builder("bindery.health.part.unanswered", of, unanswered)
            .description("Messages to a part of the node without an answer: it may have them.")
            .tag("part", part)
            .register(registry);
    return () -> {
      registry.remove(state);
      registry.remove(count);
    };
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
