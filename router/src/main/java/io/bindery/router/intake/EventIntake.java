package io.bindery.router.intake;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import io.bindery.platform.queue.QueueHandler;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.Verdict;
import io.bindery.protocol.notice.Notice;
import io.bindery.protocol.notice.NoticeException;
import io.bindery.protocol.notice.NoticeParser;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.protocol.pattern.TooComplexException;
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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes notices that came together, by whatever way: parses them, gathers the object events by
 * bucket, and answers for a notice once all its events are durable or do not count. A notice that
 * cannot be read, or speaks of a bucket that is not watched, is rejected as a whole unless an event
 * source wants it: nothing of it is recorded, so that it can be sent again as it was.
 */
public final class EventIntake implements QueueHandler {
  private static final Logger log = LoggerFactory.getLogger(EventIntake.class);

  /** The object events of one bucket, and the place of the notice that each came in. */
  private record Share(List<ObjectEvent> events, List<Integer> places) {}

  private final ActorSystem<?> system;
  private final Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors;
  private final Duration timeout;
  private final EventSources sources;

  /**
   * An intake.
   *
   * @param supervisors of the watched buckets, by name; nothing for another bucket
   * @param timeout how long events may take to be durable; their notices have to come again after
   * @param sources read the same messages
   */
  public EventIntake(
      ActorSystem<?> system,
      Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors,
      Duration timeout,
      EventSources sources) {
    this.system = system;
    this.supervisors = supervisors;
    this.timeout = timeout;
    this.sources = sources;
  }

  @Override
  public CompletionStage<List<Verdict>> handle(List<QueueMessage> messages) {
    return record(messages.stream().map(QueueMessage::body).toList());
  }

  /**
   * Records notices.
   *
   * @param notices each as it was received, at most 256 KiB of JSON
   * @return one verdict for each, in the same order, once all are known; {@link Verdict.Done} only
   *     if the journal holds what the notice said
   */
  public CompletionStage<List<Verdict>> record(List<String> notices) {
    var verdicts = new Verdict[notices.size()];
    var shares = new LinkedHashMap<String, Share>();
    var found = new LinkedHashMap<Integer, Found>();
    for (int i = 0; i < verdicts.length; i++) {
      try {
        verdicts[i] = guarded(notices.get(i), i, shares, found);
      } catch (NoticeException | UnknownBucketException | TooComplexException e) {
        verdicts[i] = Verdict.rejected(e.getMessage());
      } catch (RuntimeException e) {
        // A fault of ours must not hold up the notices beside it.
        log.error("a notice made the intake fail", e);
        verdicts[i] = Verdict.later(e.toString());
      }
    }
    var kept = keep(found);
    var accepted =
        shares.entrySet().stream()
            .map(share -> accept(share.getKey(), share.getValue()).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(accepted.toArray(CompletableFuture[]::new))
        .thenCombine(
            kept,
            (all, notKept) -> {
              notKept.ifPresent(
                  why -> found.keySet().forEach(place -> verdicts[place] = Verdict.later(why)));
              accepted.stream()
                  .flatMap(later -> later.join().entrySet().stream())
                  .forEach(late -> verdicts[late.getKey()] = Verdict.later(late.getValue()));
              return Arrays.asList(verdicts);
            });
  }

  /** A notice that overflows the stack of its reader is refused, and ends no node. */
  private Verdict guarded(
      String notice, int place, Map<String, Share> shares, Map<Integer, Found> found)
      throws NoticeException, UnknownBucketException {
    try {
      return read(notice, place, shares, found);
    } catch (StackOverflowError | OutOfMemoryError e) {
      throw new TooComplexException("The notice is too complex to be read: " + e);
    }
  }

  /** The verdict on a notice, if all that is to be recorded of it will be. */
  private Verdict read(
      String notice, int place, Map<String, Share> shares, Map<Integer, Found> found)
      throws NoticeException, UnknownBucketException {
    Found wanted;
    try {
      if (!(NoticeParser.parse(notice) instanceof Notice.Objects objects)) {
        return Verdict.done();
      }
      wanted = sources.of(notice, objects.events());
      gather(watched(objects.events(), wanted), place, shares);
    } catch (NoticeException e) {
      wanted = sources.of(notice);
      if (!wanted.wanted()) {
        return Verdict.rejected(
            wanted.refusal().map(why -> e.getMessage() + " " + why).orElse(e.getMessage()));
      }
    }
    if (wanted.toKeep()) {
      found.put(place, wanted);
    }
    return wanted.refusal().map(Verdict::rejected).orElseGet(Verdict::done);
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
                    : Optional.of("what the sources made is not stored: " + failure));
  }

  private List<ObjectEvent> watched(List<ObjectEvent> events, Found wanted)
      throws UnknownBucketException {
    var watched = new ArrayList<ObjectEvent>();
    for (int i = 0; i < events.size(); i++) {
      if (supervisors.apply(events.get(i).bucket()).isPresent()) {
        watched.add(events.get(i));
      } else if (!wanted.objects().contains(i)) {
        throw new UnknownBucketException(events.get(i).bucket());
      }
    }
    return watched;
  }

  private static void gather(List<ObjectEvent> events, int place, Map<String, Share> shares) {
    for (var event : events) {
      var share =
          shares.computeIfAbsent(
              event.bucket(), b -> new Share(new ArrayList<>(), new ArrayList<>()));
      share.events().add(event);
      share.places().add(place);
    }
  }

  /** Answers why, by place, for those that are not known to be durable. */
  private CompletionStage<Map<Integer, String>> accept(String bucket, Share share) {
    var supervisor = supervisors.apply(bucket);
    if (supervisor.isEmpty()) {
      return CompletableFuture.completedFuture(noLongerWatched(bucket, share));
    }
    CompletionStage<BucketSupervisor.Accepted> reply =
        AskPattern.ask(
            supervisor.get(),
            replyTo -> new BucketSupervisor.Accept(List.copyOf(share.events()), replyTo),
            timeout,
            system.scheduler());
    return reply.handle(
        (accepted, failure) -> {
          var late = new LinkedHashMap<Integer, String>();
          for (int i = 0; i < share.places().size(); i++) {
            var why =
                failure == null
                    ? accepted.failures().get(i)
                    : Optional.of(String.valueOf(failure.getMessage()));
            int place = share.places().get(i);
            why.ifPresent(reason -> late.putIfAbsent(place, reason));
          }
          return late;
        });
  }

  /** Its policy was taken away meanwhile: come again, the notices are refused. */
  private static Map<Integer, String> noLongerWatched(String bucket, Share share) {
    var late = new LinkedHashMap<Integer, String>();
    share.places().forEach(place -> late.put(place, "bucket " + bucket + " is no longer watched"));
    return late;
  }
}
