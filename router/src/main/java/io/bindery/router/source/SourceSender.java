package io.bindery.router.source;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.OutQueue;
import io.bindery.platform.bus.Unnoted;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.deadletter.DeadLetterQueue;
import io.bindery.platform.deadletter.Reason;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.look.Watch;
import io.bindery.platform.retry.Backoff;
import io.bindery.platform.tracing.EndedSpan;
import io.bindery.platform.tracing.ShortSpan;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.wake.Rounds;
import io.bindery.protocol.field.FieldException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * Empties the outbox into the packager's queue. One runs in the cluster. A description may be sent
 * twice, if a crash comes between the sending and the note of it, or if the queue does not answer:
 * the packager does equal work once.
 */
final class SourceSender {
  private static final Logger log = LoggerFactory.getLogger(SourceSender.class);

  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Backoff RETRIES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
  private static final int LIMIT = 500;

  /**
   * What the queue refuses for good is set aside after so many attempts. That it cannot be reached,
   * is too busy, is not there, or that a right is missing, is no such refusal.
   */
  private static final int REFUSALS = 8;

  /** How many rounds go by until old events are forgotten: some minutes. */
  private static final int FORGET_EVERY = 1000;

  private final SourceEvents events;
  private final OutQueue queue;
  private final SqsAsyncClient sqs;
  private final String deadLetterUrl;
  private final Duration keep;
  private final Spans spans;
  private final Unnoted unnoted = new Unnoted();
  private int rounds;

  private SourceSender(
      SourceEvents events,
      OutQueue queue,
      SqsAsyncClient sqs,
      String deadLetterUrl,
      Duration keep,
      Spans spans) {
    this.events = events;
    this.queue = queue;
    this.sqs = sqs;
    this.deadLetterUrl = deadLetterUrl;
    this.keep = keep;
    this.spans = spans;
  }

  static void start(
      ActorSystem<?> system, AwsClients aws, SourceSettings settings, String deadLetterUrl) {
    if (settings.packagerQueueUrl().isEmpty() || !NodeRole.ROUTER.isHere(system)) {
      return;
    }
    var watch = Watch.start(system, look(aws, settings.packagerQueueUrl().get().toString()));
    var sender =
        new SourceSender(
            new SourceEvents(Tables.of(system)),
            new OutQueue(system, aws.sqsSending(), watch.part()),
            aws.sqs(),
            deadLetterUrl,
            settings.keep(),
            Spans.get(system));
    Rounds.start(system, NodeRole.ROUTER, "source-sender", PAUSE, sender::round);
  }

  static Look look(AwsClients aws, String url) {
    return new AwsLooks(aws)
        .sentTo(
            "router.sources.packager-queue",
            Kind.QUEUE,
            "bindery.router.sources.packager-queue-url",
            url);
  }

  private CompletionStage<Done> round() {
    if (++rounds % FORGET_EVERY == 0) {
      return events.forget(keep).thenApply(rows -> Done.done());
    }
    return events
        .due(LIMIT)
        .thenCompose(
            due ->
                CompletableFuture.allOf(
                    due.stream()
                        .map(one -> send(one).toCompletableFuture())
                        .toArray(CompletableFuture[]::new)))
        .thenApply(all -> Done.done());
  }

  private CompletionStage<Done> send(SourceEvents.Due due) {
    var key = due.source() + " " + due.key();
    var span = span(due);
    var message =
        new OutMessage(
            due.description(), id(due.description()), id(due.source() + due.key()), span.context());
    return unnoted
        .send(key, () -> span.until(queue.send(message)))
        .handle(
            (messageId, failure) ->
                failure == null ? sent(due, key, messageId) : failed(due, Causes.of(failure)))
        .thenCompose(noted -> noted);
  }

  private ShortSpan span(SourceEvents.Due due) {
    return spans.begin(
        "publish description",
        EndedSpan.Kind.PRODUCER,
        due.trace(),
        Map.of(
            "messaging.system",
            "aws_sqs",
            "messaging.operation.type",
            "send",
            "messaging.operation.name",
            "publish",
            "bindery.source",
            due.source()));
  }

  private CompletionStage<Done> sent(SourceEvents.Due due, String key, String messageId) {
    return events
        .sent(due, messageId)
        .thenApply(
            done -> {
              unnoted.noted(key);
              return done;
            });
  }

  private static String id(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private CompletionStage<Done> failed(SourceEvents.Due due, Throwable failure) {
    var reason = FieldException.shown(Refusals.words(failure));
    return Trouble.of(failure).equals(Optional.of(Trouble.LASTING))
            && due.attempts() + 1 >= REFUSALS
        ? giveUp(due, reason)
        : again(due, reason);
  }

  private CompletionStage<Done> giveUp(SourceEvents.Due due, String reason) {
    log.error("source {}: event {} is set aside: {}", due.source(), due.key(), reason);
    return setAside(due, reason)
        .handle(
            (sent, failure) ->
                failure == null
                    ? events.notSent(due, reason, Duration.ZERO, true)
                    : again(due, reason))
        .thenCompose(noted -> noted);
  }

  private CompletionStage<Done> again(SourceEvents.Due due, String reason) {
    var pause = RETRIES.after(due.attempts() + 1);
    log.warn("source {}: not sent, next try in {} s: {}", due.source(), pause.toSeconds(), reason);
    return events.notSent(due, reason, pause, false);
  }

  private CompletionStage<Done> setAside(SourceEvents.Due due, String reason) {
    var attributes =
        Reason.attributesFor(
            DeadLetterQueue.PACKAGER,
            due.description(),
            "Source %s: %s".formatted(due.source(), reason));
    return sqs.sendMessage(
            request ->
                request
                    .queueUrl(deadLetterUrl)
                    .messageBody(due.description())
                    .messageAttributes(attributes))
        .thenApply(sent -> Done.done());
  }
}
