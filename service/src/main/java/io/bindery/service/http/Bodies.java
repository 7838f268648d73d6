package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RequestEntity;
import akka.http.scaladsl.model.EntityStreamSizeException;
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
