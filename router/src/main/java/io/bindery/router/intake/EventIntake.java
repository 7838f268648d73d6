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
import io.bindery.router.bucket.BucketSupervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the messages of the event queue that were received together: parses them, gathers the
 * object events by bucket, and answers for a message once all its events are durable or do not
 * count. A message that cannot be read, or speaks of a bucket that is not watched, is rejected as a
 * whole: nothing of it is recorded, so a redrive finds it as it was.
 */
public final class EventIntake implements QueueHandler {
  private static final Logger log = LoggerFactory.getLogger(EventIntake.class);

  /** The object events of one bucket, and the message that each came in. */
  private record Share(List<ObjectEvent> events, List<Integer> messages) {}

  private final ActorSystem<?> system;
  private final Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors;
  private final Duration timeout;

  /**
   * An intake.
   *
   * @param supervisors of the watched buckets, by name; nothing for another bucket
   * @param timeout how long events may take to be durable; their messages are received again after
   */
  public EventIntake(
      ActorSystem<?> system,
      Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors,
      Duration timeout) {
    this.system = system;
    this.supervisors = supervisors;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<List<Verdict>> handle(List<QueueMessage> messages) {
    var verdicts = new Verdict[messages.size()];
    var shares = new LinkedHashMap<String, Share>();
    for (int i = 0; i < verdicts.length; i++) {
      try {
        gather(events(messages.get(i)), i, shares);
        verdicts[i] = Verdict.done();
      } catch (NoticeException | UnknownBucketException e) {
        verdicts[i] = Verdict.rejected(e.getMessage());
      } catch (RuntimeException e) {
        // A fault of ours must not hold up the messages beside it.
        log.error("message {} made the intake fail", messages.get(i).id(), e);
        verdicts[i] = Verdict.later(e.toString());
      }
    }
    var accepted =
        shares.entrySet().stream()
            .map(share -> accept(share.getKey(), share.getValue()).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(accepted.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              accepted.stream()
                  .flatMap(later -> later.join().entrySet().stream())
                  .forEach(late -> verdicts[late.getKey()] = Verdict.later(late.getValue()));
              return Arrays.asList(verdicts);
            });
  }

  private List<ObjectEvent> events(QueueMessage message)
      throws NoticeException, UnknownBucketException {
    if (!(NoticeParser.parse(message.body()) instanceof Notice.Objects objects)) {
      return List.of();
    }
    for (var event : objects.events()) {
      if (supervisors.apply(event.bucket()).isEmpty()) {
        throw new UnknownBucketException(event.bucket());
      }
    }
    return objects.events();
  }

  private static void gather(List<ObjectEvent> events, int message, Map<String, Share> shares) {
    for (var event : events) {
      var share =
          shares.computeIfAbsent(
              event.bucket(), b -> new Share(new ArrayList<>(), new ArrayList<>()));
      share.events().add(event);
      share.messages().add(message);
    }
  }

  /** Answers why, by message, for those that are not known to be durable. */
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
          for (int i = 0; i < share.messages().size(); i++) {
            var why =
                failure == null
                    ? accepted.failures().get(i)
                    : Optional.of(String.valueOf(failure.getMessage()));
            int message = share.messages().get(i);
            why.ifPresent(reason -> late.putIfAbsent(message, reason));
          }
          return late;
        });
  }

  /** Its policy was taken away meanwhile: received again, the messages are refused. */
  private static Map<Integer, String> noLongerWatched(String bucket, Share share) {
    var late = new LinkedHashMap<Integer, String>();
    share
        .messages()
        .forEach(message -> late.put(message, "bucket " + bucket + " is no longer watched"));
    return late;
  }
}
