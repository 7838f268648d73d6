package io.bindery.service.http;

import akka.Done;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Refuses, for a moment, what needs entities while they cannot be reached yet. */
final class Starting {
  private final CompletableFuture<Void> begun;

  /**
   * @param rooms each done when its entities can be reached
   */
  Starting(List<CompletionStage<Done>> rooms) {
    this.begun =
        CompletableFuture.allOf(
            rooms.stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
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
