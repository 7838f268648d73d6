package io.bindery.packager.lineage;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.packager.construct.EntryTable;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.telemetry.Meters;
import io.bindery.platform.wake.Rounds;
import io.bindery.protocol.description.EntryList;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox into one target. One runs in the cluster for each. The events of a job go in
 * their order, those of different jobs beside each other. An event may be sent twice, if a crash
 * comes between the sending and the note of it: whoever gets it knows it by its run and its type.
 */
final class LineageSender {
  private static final Logger log = LoggerFactory.getLogger(LineageSender.class);

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int LIMIT = 200;
  private static final int AT_ONCE = 8;

  /** How many rounds go by until old events are dropped: about a minute. */
  private static final int FORGET_EVERY = 120;

  private static final String ENTRIES = "entries:";

  private final Outlet outlet;
  private final LineageRows rows;
  private final EntryTable entries;
  private final LineageSettings settings;
  private final CanarySettings canaries;
  private final RunEvent events;
  private final Meters meters;
  private final String metric;

  private int rounds;

  /** Failures since something was taken: an endpoint that is away is not asked for each event. */
  private int failures;

  private long pausedUntil = System.nanoTime();

  LineageSender(
      ActorSystem<?> system,
      Outlet outlet,
      LineageRows rows,
      EntryTable entries,
      LineageSettings settings,
      CanarySettings canaries,
      String version) {
    this.outlet = outlet;
    this.rows = rows;
    this.entries = entries;
    this.settings = settings;
    this.canaries = canaries;
    this.events = new RunEvent(settings.namespace(), version);
    this.meters = Meters.get(system);
    this.metric = outlet.target().word();
  }

  void start(ActorSystem<?> system) {
    for (var outcome : List.of("sent", "failed", "set_aside", "dropped")) {
      counter(metric, outcome);
    }
    Rounds.start(system, NodeRole.PACKAGER, "lineage-" + metric, PAUSE, this::round);
  }

  private Counter counter(String target, String outcome) {
    return meters.counter(
        "bindery.lineage.events",
        "Run events of OpenLineage that were sent, tried in vain, set aside, or dropped.",
        "target",
        target,
        "outcome",
        outcome);
  }

  private CompletionStage<Done> round() {
    if (++rounds % FORGET_EVERY == 1) {
      return forget();
    }
    if (System.nanoTime() - pausedUntil < 0) {
      return CompletableFuture.completedFuture(Done.done());
    }
    return rows.due(outlet.target(), settings.retries().longest(), LIMIT)
        .thenCompose(due -> sendSome(byJob(due), 0));
  }

  private static List<List<OwedEvent>> byJob(List<OwedEvent> due) {
    var jobs = new LinkedHashMap<String, List<OwedEvent>>();
    due.forEach(event -> jobs.computeIfAbsent(event.jobId(), id -> new ArrayList<>()).add(event));
    return List.copyOf(jobs.values());
  }

  /** If none of some jobs is taken, the rest is left alone for a while. */
  private CompletionStage<Done> sendSome(List<List<OwedEvent>> jobs, int from) {
    if (from >= jobs.size()) {
      return CompletableFuture.completedFuture(Done.done());
    }
    var some = jobs.subList(from, Math.min(jobs.size(), from + AT_ONCE));
    var taken = new AtomicInteger();
    var all =
        some.stream()
            .map(job -> sendAll(job, 0, taken).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(all)
        .thenCompose(
            done -> {
              if (taken.get() > 0) {
                failures = 0;
                return sendSome(jobs, from + AT_ONCE);
              }
              failures++;
              pausedUntil = System.nanoTime() + settings.retries().after(failures).toNanos();
              return CompletableFuture.completedFuture(Done.done());
            });
  }

  /**
   * The events of one job, up to the first that has to wait.
   *
   * @param taken counts those that are over
   */
  private CompletionStage<Done> sendAll(List<OwedEvent> job, int from, AtomicInteger taken) {
    return from == job.size()
        ? CompletableFuture.completedFuture(Done.done())
        : send(job.get(from))
            .thenCompose(
                over -> {
                  if (!over) {
                    return CompletableFuture.completedFuture(Done.done());
                  }
                  taken.incrementAndGet();
                  return sendAll(job, from + 1, taken);
                });
  }

  /** Whether it is over with this one: it was taken, or refused for good. */
  private CompletionStage<Boolean> send(OwedEvent event) {
    var facts = event.facts();
    if (!canaries.notices()
        && canaries.isOf(facts.path("bucket").asText(), facts.path("prefix").asText())) {
      return rows.sent(event.id()).thenApply(done -> true);
    }
    return inputs(event)
        .thenCompose(
            inputs ->
                outlet.send(
                    "%s-%s".formatted(event.jobId(), event.id()),
                    event.state(),
                    events.of(event, inputs).toString()))
        .handle((done, failure) -> failure == null ? sent(event) : unsent(event, failure))
        .thenCompose(noted -> noted);
  }

  private CompletionStage<List<Dataset>> inputs(OwedEvent event) {
    var source = event.facts().path("source").asText();
    return source.startsWith(ENTRIES)
        ? entries
            .find(new EntryList(source.substring(ENTRIES.length())))
            .thenApply(Dataset::folders)
            // They are kept for a while only.
            .exceptionally(gone -> List.of())
        : CompletableFuture.completedFuture(Dataset.sources(event.facts()));
  }

  private CompletionStage<Boolean> sent(OwedEvent event) {
    counter(metric, "sent").increment();
    return rows.sent(event.id()).thenApply(done -> true);
  }

  private CompletionStage<Boolean> unsent(OwedEvent event, Throwable failure) {
    var cause = Causes.of(failure);
    var reason = Causes.text(cause);
    if (cause instanceof NotTakenException refused && refused.lasts()) {
      counter(metric, "set_aside").increment();
      log.warn("lineage: the {} of job {} is set aside: {}", event.state(), event.jobId(), reason);
      return rows.setAside(event.id(), reason).thenApply(done -> true);
    }
    counter(metric, "failed").increment();
    var pause = settings.retries().after(event.attempts() + 1);
    log.warn(
        "lineage: the {} of job {} is not sent, trying again in {} s: {}",
        event.state(),
        event.jobId(),
        pause.toSeconds(),
        reason);
    return rows.failed(event.id(), reason, pause).thenApply(done -> false);
  }

  private CompletionStage<Done> forget() {
    return rows.forget(settings.keep())
        .thenApply(
            dropped -> {
              dropped.forEach(
                  it -> {
                    counter(it.target(), "dropped").increment((double) it.events());
                    log.warn(
                        "lineage: {} events for {} are dropped: they could not be sent for {} s",
                        it.events(),
                        it.target(),
                        settings.keep().toSeconds());
                  });
              return Done.done();
            });
  }
}
