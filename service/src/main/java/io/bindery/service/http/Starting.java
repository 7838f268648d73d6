package io.bindery.service.http;

import akka.Done;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Refuses, for a moment, what needs batches and packages while they cannot be reached yet. */
final class Starting {
  private final CompletableFuture<Done> begun;

  Starting(CompletionStage<Done> router, CompletionStage<Done> packager) {
    this.begun = router.thenCombine(packager, (one, other) -> Done.done()).toCompletableFuture();
  }

  /** Nothing if the request may be served. */
  Optional<HttpResponse> refusal(HttpRequest request) {
    var path = request.getUri().path();
    return begun.isDone()
            || path.endsWith("/health")
            || path.endsWith("/version")
            || path.equals("/metrics")
        ? Optional.empty()
        : Optional.of(
            Reply.later("This node starts, and cannot do it yet; try again in a moment."));
  }
}
