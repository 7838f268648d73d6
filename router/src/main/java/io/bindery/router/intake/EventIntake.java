package io.bindery.router.intake;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.queue.ObjectTaker;
import io.bindery.platform.queue.QueueHandler;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.Verdict;
import io.bindery.platform.stage.Stages;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.notice.Notice;
import io.bindery.protocol.notice.NoticeException;
import io.bindery.protocol.notice.NoticeParser;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.quilt.pattern.TooComplexException;
import io.bindery.router.bucket.BucketSupervisor;
import io.bindery.router.source.EventSources;
import io.bindery.router.source.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes notices that came together, by whatever way: parses them, gathers the object events by
 * bucket, and answers for a notice once all its events are durable or do not count. A notice that
 * cannot be read, or speaks only of buckets that are not watched, is rejected unless an event
 * source wants it. Where only some of its records are so, the others are recorded. A notice that
 * was received of a bucket that is not watched is dropped instead, if that is set.
 */
public final class EventIntake implements QueueHandler {
  private static final Logger log = LoggerFactory.getLogger(EventIntake.class);

  private static final String NOT_WATCHED =
      "Bucket %s is not watched: add it to bindery.router.buckets and send this notice again, or"
          + " stop sending its notices here.";

  private final ActorSystem<?> system;
  private final Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors;
  private final BooleanSupplier drops;
  private final Duration timeout;
  private final EventSources sources;
  private final ObjectTaker taker;
  private final ReceivedEvents counted;

  /**
   * An intake.
   *
   * @param supervisors of the watched buckets, by name; nothing for another bucket
   * @param drops whether what is received of other buckets is dropped
   * @param timeout how long events may take to be durable; their notices have to come again after
   * @param sources read the same messages
   * @param taker takes the events of its buckets, be they watched or not
   */
  public EventIntake(
      ActorSystem<?> system,
      Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors,
      BooleanSupplier drops,
      Duration timeout,
      EventSources sources,
      ObjectTaker taker) {
    this.system = system;
    this.supervisors = supervisors;
    this.drops = drops;
    this.timeout = timeout;
    this.sources = sources;
    this.taker = taker;
    this.counted = ReceivedEvents.of(system);
  }

  @Override
  public CompletionStage<List<Verdict>> handle(List<QueueMessage> messages) {
    return recorded(
        messages.stream().map(QueueMessage::body).toList(),
        messages.stream().map(QueueMessage::trace).toList(),
        drops.getAsBoolean());
  }

  /**
   * Records notices that somebody hands over, and who is told what becomes of each.
   *
   * @param notices each as it was received, at most what SQS takes as a message
   * @param traces where each belongs in a trace
   * @return one verdict for each, in the same order, once all are known; {@link Verdict.Done} only
   *     if the journal holds what the notice said
   */
  public CompletionStage<List<Verdict>> record(
      List<String> notices, List<Optional<TraceContext>> traces) {
    return recorded(notices, traces, false);
  }

  private CompletionStage<List<Verdict>> recorded(
      List<String> notices, List<Optional<TraceContext>> traces, boolean dropping) {
    var verdicts = new Verdict[notices.size()];
    var gathered = new Gathered(dropping);
    var found = gathered.found();
    for (int i = 0; i < verdicts.length; i++) {
      try {
        verdicts[i] = guarded(notices.get(i), i, gathered);
        var trace = traces.get(i);
        found.computeIfPresent(i, (place, wanted) -> wanted.in(trace));
      } catch (TooComplexException e) {
        verdicts[i] = Verdict.rejected(e.getMessage());
      } catch (RuntimeException e) {
        // A fault of ours must not hold up the notices beside it.
        log.error("a notice made the intake fail", e);
        verdicts[i] = Verdict.later(Causes.words(e));
      }
    }
    var kept = keep(found);
    var accepted =
        Stream.concat(
                gathered.shares().entrySet().stream()
                    .map(share -> accept(share.getKey(), share.getValue(), traces)),
                gathered.taken().stream().map(one -> take(one, traces.get(one.place()))))
            .map(CompletionStage::toCompletableFuture)
            .toList();
    return CompletableFuture.allOf(accepted.toArray(CompletableFuture[]::new))
        // What follows is for a whole window: it is not the work of the actor that answered last.
        .thenCombineAsync(
            kept,
            (all, notKept) -> {
              notKept.ifPresent(
                  why -> found.keySet().forEach(place -> verdicts[place] = Verdict.later(why)));
              accepted.stream()
                  .flatMap(later -> later.join().entrySet().stream())
                  .forEach(late -> verdicts[late.getKey()] = Verdict.later(late.getValue()));
              return Arrays.asList(verdicts);
            },
            system.executionContext());
  }

  /** A notice that overflows the stack of its reader is refused, and ends no node. */
  private Verdict guarded(String notice, int place, Gathered gathered) {
    try {
      return read(notice, place, gathered);
    } catch (StackOverflowError | OutOfMemoryError e) {
      throw new TooComplexException("The notice is too complex to be read: simplify it.");
    }
  }

  /** The verdict on a notice, if all that is to be recorded of it will be. */
  private Verdict read(String notice, int place, Gathered gathered) {
    Found wanted;
    var unread = new ArrayList<Verdict.Part>();
    try {
      if (!(NoticeParser.parse(notice) instanceof Notice.Objects objects)) {
        return Verdict.done();
      }
      counted.received(objects.events());
      wanted = sources.of(notice, objects.events());
      objects.refused().forEach(one -> unread.add(new Verdict.Part(one.notice(), one.reason())));
      var left = new ArrayList<Verdict.Part>();
      var watched = watched(objects, notice, wanted, left);
      counted.matched((long) objects.events().size() - left.size());
      boolean dropped = gathered.dropping() && !left.isEmpty();
      if (!gathered.dropping()) {
        unread.addAll(left);
      }
      var taken = objects.events().stream().filter(event -> taker.takes(event.bucket())).toList();
      if (watched.isEmpty() && taken.isEmpty() && !dropped && !wanted.wanted()) {
        return Verdict.rejected(unread.get(unread.size() - 1).reason());
      }
      gathered.add(watched, taken, place);
    } catch (NoticeException e) {
      wanted = sources.of(notice);
      if (!wanted.wanted()) {
        return Verdict.rejected(
            wanted.refusal().map(why -> e.getMessage() + " " + why).orElse(e.getMessage()));
      }
    }
    if (wanted.toKeep()) {
      gathered.found().put(place, wanted);
    }
    return wanted
        .refusal()
        .map(Verdict::rejected)
        .orElseGet(() -> unread.isEmpty() ? Verdict.done() : Verdict.inPart(unread));
  }

  /** Done with why it is not known to be durable what the sources said; with nothing if it is. */
  private CompletionStage<Optional<String>> keep(Map<Integer, Found> found) {
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return sources
        .keep(found.values())
        .toCompletableFuture()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (done, failure) ->
                failure == null
                    ? Optional.<String>empty()
                    : Optional.of("what the sources made is not stored: " + Causes.words(failure)));
  }

  /** The events of watched buckets; those of others that no source wants are left over. */
  private List<ObjectEvent> watched(
      Notice.Objects objects, String notice, Found wanted, List<Verdict.Part> left) {
    var watched = new ArrayList<ObjectEvent>();
    var events = objects.events();
    for (int i = 0; i < events.size(); i++) {
      var bucket = events.get(i).bucket();
      if (supervisors.apply(bucket).isPresent()) {
        watched.add(events.get(i));
      } else if (!taker.takes(bucket) && !wanted.objects().contains(i)) {
        var alone = objects.records().isEmpty() ? notice : objects.alone(i);
        left.add(new Verdict.Part(alone, NOT_WATCHED.formatted(bucket)));
      }
    }
    return watched;
  }

  /** Answers why, by place, if it is not known to be durable what an event of another room asks. */
  private CompletionStage<Map<Integer, String>> take(
      Gathered.Taken taken, Optional<TraceContext> trace) {
    CompletableFuture<Done> done;
    try {
      done = Stages.direct(taker.take(taken.event(), trace), system.executionContext());
    } catch (RuntimeException e) {
      done = CompletableFuture.failedFuture(e);
    }
    return done.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (all, failure) ->
                failure == null
                    ? Map.of()
                    : Map.of(
                        taken.place(),
                        "what %s asks for is not accepted: %s"
                            .formatted(taken.event().bucket(), Causes.words(failure))));
  }

  /** Answers why, by place, for those that are not known to be durable. */
  private CompletionStage<Map<Integer, String>> accept(
      String bucket, Gathered.Share share, List<Optional<TraceContext>> traces) {
    var supervisor = supervisors.apply(bucket);
    if (supervisor.isEmpty()) {
      return CompletableFuture.completedFuture(noLongerWatched(bucket, share));
    }
    CompletionStage<BucketSupervisor.Accepted> reply =
        AskPattern.ask(
            supervisor.get(),
            replyTo ->
                new BucketSupervisor.Accept(
                    List.copyOf(share.events()), share.traces(traces), false, replyTo),
            timeout,
            system.scheduler());
    return Stages.direct(reply, system.executionContext())
        .handle(
            (accepted, failure) -> {
              var late = new LinkedHashMap<Integer, String>();
              for (int i = 0; i < share.places().size(); i++) {
                var why =
                    failure == null
                        ? accepted.failures().get(i)
                        : Optional.of("its bucket is busy: " + Causes.words(failure));
                int place = share.places().get(i);
                why.ifPresent(reason -> late.putIfAbsent(place, reason));
              }
              return late;
            });
  }

  /** Its policy was taken away meanwhile: come again, the notices are refused. */
  private static Map<Integer, String> noLongerWatched(String bucket, Gathered.Share share) {
    var late = new LinkedHashMap<Integer, String>();
    share.places().forEach(place -> late.put(place, "bucket " + bucket + " is no longer watched"));
    return late;
  }
}
