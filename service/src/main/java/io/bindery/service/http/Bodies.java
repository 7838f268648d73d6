package io.bindery.service.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RequestEntity;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.javadsl.Sink;
import io.bindery.platform.failure.Causes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Reads bodies of requests, each bounded, and all that are held at a time bounded together. */
final class Bodies {
  /** What a request costs besides its bytes, so that small ones are bounded as well. */
  private static final long REQUEST_BYTES = 4096;

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /** What is read of a body that nobody wants, so that its sender sees the answer. */
  private static final long MOST_SKIPPED = 1 << 20;

  private final ActorSystem<?> system;
  private final long maxBody;
  private final long budget;
  private final AtomicLong held = new AtomicLong();

  Bodies(ActorSystem<?> system, HttpSettings settings) {
    this.system = system;
    this.maxBody = settings.maxBody();
    this.budget = settings.bodiesInFlight();
  }

  /**
   * Reads a body and hands it on; it counts as held until the answer is there.
   *
   * @return the answer, or 408, 413 or 503 instead of it
   */
  CompletionStage<HttpResponse> read(
      RequestEntity entity, Function<byte[], CompletionStage<HttpResponse>> use) {
    long length = entity.getContentLengthOption().orElse(maxBody);
    if (length > maxBody) {
      return CompletableFuture.completedFuture(tooLarge());
    }
    long cost = Math.min(budget, length + REQUEST_BYTES);
    if (held.addAndGet(cost) > budget) {
      held.addAndGet(-cost);
      return CompletableFuture.completedFuture(
          Reply.later("Too much is being received at the moment; send it again a little later."));
    }
    return entity
        .withSizeLimit(maxBody)
        .toStrict(READ_TIMEOUT.toMillis(), maxBody, system)
        .handle((body, failure) -> failure == null ? use(body, use) : unread(failure))
        .thenCompose(Function.identity())
        .whenComplete((reply, failure) -> held.addAndGet(-cost));
  }

  /**
   * Reads what is left of a small body before a refusal goes out, and keeps nothing of it. A client
   * that is still sending may never see the answer: Akka HTTP closes the connection behind one that
   * comes before the end of its request, and the client's system throws away what it had received.
   * A client that asked whether to send, or sends much, is answered at once.
   *
   * @return done, in any case, when the answer may go out
   */
  CompletionStage<Done> skip(HttpRequest request) {
    var entity = request.entity();
    boolean asksFirst = request.getHeader("Expect").isPresent();
    if (entity.isStrict() || asksFirst) {
      return CompletableFuture.completedFuture(Done.done());
    }
    if (entity.getContentLengthOption().orElse(0) > MOST_SKIPPED) {
      request.discardEntityBytes(system);
      return CompletableFuture.completedFuture(Done.done());
    }
    return entity
        .withSizeLimit(MOST_SKIPPED)
        .getDataBytes()
        .completionTimeout(READ_TIMEOUT)
        .runWith(Sink.ignore(), system)
        // It was read before, is longer than that, or its client has gone.
        .exceptionally(failure -> Done.done());
  }

  private static CompletionStage<HttpResponse> use(
      HttpEntity.Strict body, Function<byte[], CompletionStage<HttpResponse>> use) {
    return use.apply(body.getData().toArray());
  }

  private CompletionStage<HttpResponse> unread(Throwable failure) {
    var cause = Causes.of(failure);
    var reply =
        cause instanceof EntityStreamSizeException
            ? tooLarge()
            : cause instanceof TimeoutException
                ? Reply.problem(
                    408, "The body did not arrive within %d s.".formatted(READ_TIMEOUT.toSeconds()))
                : Reply.problem(400, "The body could not be read to its end.");
    return CompletableFuture.completedFuture(reply);
  }

  private HttpResponse tooLarge() {
    return Reply.problem(
        413,
        "A body may have %d bytes at most: send it in parts, or raise bindery.http.max-body."
            .formatted(maxBody));
  }
}
