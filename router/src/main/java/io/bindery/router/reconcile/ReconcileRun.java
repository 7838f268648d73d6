package io.bindery.router.reconcile;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.bucket.BucketSupervisor;
import io.bindery.router.bucket.OwnWrites;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.reconcile.ReconcileRows.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One reconciliation, from where it was stopped to its end: pages are gathered to a portion, each
 * prefix of it is compared, what is missing is recorded, and the place is kept. A portion that was
 * not kept is done again; what it recorded is known then.
 */
final class ReconcileRun {
  /** What is held at a time: the journal of a large prefix is read once for so many objects. */
  private static final long PORTION = 20_000;

  /** How long people wait for a portion to show, at most. */
  private static final Duration PORTION_TIME = Duration.ofSeconds(10);

  private static final int PREFIXES_AT_ONCE = 8;
  private static final int EVENTS_AT_ONCE = 2_000;

  /** What all runs need. */
  record Parts(
      ActorSystem<?> system,
      ReconcileRows rows,
      Listing listing,
      Recorded recorded,
      PolicyRegistry policies,
      Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors,
      Duration recordTimeout,
      ReconcileSettings settings) {}

  /** It was cancelled, or another node has taken it. */
  static final class TakenAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Parts parts;
  private final Taken taken;
  private final String runner;
  private final SharedKillSwitch stop = KillSwitches.shared("reconciliation");

  ReconcileRun(Parts parts, Taken taken, String runner) {
    this.parts = parts;
    this.taken = taken;
    this.runner = runner;
  }

  /** Ends the run where it is. */
  void stop() {
    stop.abort(new TakenAwayException());
  }

  /** Whether it may go on: nobody has cancelled it, and no other node has taken it. */
  CompletionStage<Boolean> mayGoOn() {
    return parts.rows().stillOurs(taken.id(), runner);
  }

  /** Done when all is compared. */
  CompletionStage<Done> run() {
    int rate = parts.settings().objectsPerSecond();
    return parts
        .listing()
        .pages(taken.bucket(), taken.prefix(), taken.cursor())
        .via(stop.flow())
        .throttle(rate, Duration.ofSeconds(1), Listing.Page::entries)
        .groupedWeightedWithin(PORTION, page -> (long) page.entries(), PORTION_TIME)
        .mapAsync(1, this::portion)
        .runWith(Sink.ignore(), parts.system());
  }

  private CompletionStage<Done> portion(List<Listing.Page> pages) {
    var policy =
        parts
            .policies()
            .current()
            .of(taken.bucket())
            .orElseThrow(
                () ->
                    new HopelessException(
                        "Bucket %s is no longer watched.".formatted(taken.bucket())));
    var sorted = new Sorted();
    pages.forEach(page -> page.objects().forEach(object -> sorted.add(object, policy)));
    return Source.from(sorted.byPrefix.entrySet())
        .mapAsyncUnordered(PREFIXES_AT_ONCE, this::missing)
        .<List<Listed>>runFold(
            new ArrayList<>(),
            (all, some) -> {
              all.addAll(some);
              return all;
            },
            parts.system())
        .thenCompose(
            missing -> record(missing).thenCompose(done -> save(pages, sorted.found(missing))));
  }

  private CompletionStage<List<Listed>> missing(Map.Entry<String, List<Listed>> share) {
    return parts
        .recorded()
        .missing(
            new BatchKey(taken.bucket(), share.getKey()), share.getValue(), taken.assumedBefore());
  }

  private CompletionStage<Done> save(List<Listing.Page> pages, Reconciliation.Found found) {
    var cursor = pages.get(pages.size() - 1).next();
    return parts
        .rows()
        .save(taken.id(), runner, cursor, found)
        .thenApply(
            saved -> {
              if (!saved) {
                throw new TakenAwayException();
              }
              return Done.done();
            });
  }

  private CompletionStage<Done> record(List<Listed> missing) {
    Source<List<Listed>, NotUsed> groups = Source.from(missing).grouped(EVENTS_AT_ONCE);
    return groups.mapAsync(1, this::accept).runWith(Sink.ignore(), parts.system());
  }

  private CompletionStage<Done> accept(List<Listed> group) {
    var supervisor =
        parts
            .supervisors()
            .apply(taken.bucket())
            .orElseThrow(
                () ->
                    new HopelessException(
                        "Bucket %s is no longer watched.".formatted(taken.bucket())));
    List<ObjectEvent> events = group.stream().map(listed -> listed.event(taken.bucket())).toList();
    CompletionStage<BucketSupervisor.Accepted> reply =
        AskPattern.ask(
            supervisor,
            replyTo -> new BucketSupervisor.Accept(events, true, replyTo),
            parts.recordTimeout(),
            parts.system().scheduler());
    return reply.thenApply(
        accepted -> {
          accepted.failures().stream()
              .flatMap(Optional::stream)
              .findFirst()
              .ifPresent(
                  why -> {
                    throw new IllegalStateException("not all could be recorded: " + why);
                  });
          return Done.done();
        });
  }

  /** The objects of a portion, those to be compared by their prefix. */
  private final class Sorted {
    private final Map<String, List<Listed>> byPrefix = new LinkedHashMap<>();
    private long listed;
    private long ignored;
    private long recent;
    private long settled;

    void add(Listed object, BucketPolicy policy) {
      listed++;
      if (OwnWrites.has(object.key()) || policy.ignoring(object.key()).isPresent()) {
        ignored++;
      } else if (!object.modified().isBefore(taken.completeUntil())) {
        recent++;
      } else if (taken.settledBefore().filter(object.modified()::isBefore).isPresent()) {
        settled++;
      } else {
        byPrefix
            .computeIfAbsent(policy.prefixOf(object.key()), prefix -> new ArrayList<>())
            .add(object);
      }
    }

    Reconciliation.Found found(List<Listed> missing) {
      long compared = listed - ignored - recent - settled;
      return new Reconciliation.Found(
          listed, ignored, recent, settled, compared - missing.size(), missing.size());
    }
  }
}
