package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.Router;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.replay.DryRunRequest;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** {@code POST /buckets/BUCKET/policy/dry-run}: a policy tried on what was recorded. */
final class DryRunRoutes {
  private static final int LISTED = 100;
  private static final int MOST_LISTED = 10_000;

  private final Requests requests;
  private final Router router;

  DryRunRoutes(Requests requests, Router router) {
    this.requests = requests;
    this.router = router;
  }

  Route route() {
    return path(
        segment("buckets").slash(segment()).slash("policy").slash("dry-run"),
        bucket ->
            post(() -> extractRequest(request -> completeWithFuture(dryRun(bucket, request)))));
  }

  private CompletionStage<HttpResponse> dryRun(String name, HttpRequest request) {
    var bucket = Requests.bucket(name);
    return requests.json(
        request,
        body -> {
          Requests.only(body, "policy", "from", "to", "prefix", "limit");
          int limit = body.has("limit") ? (int) body.wholeNumber("limit", 1, MOST_LISTED) : LISTED;
          return router
              .dryRun()
              .run(
                  new DryRunRequest(
                      candidate(bucket, body),
                      body.time("from"),
                      body.has("to") ? body.time("to") : Instant.MAX,
                      body.optionalText("prefix").orElse(""),
                      limit))
              .thenApply(Reply::ok);
        });
  }

  private BucketPolicy candidate(String bucket, JsonFields body) throws FieldException {
    if (body.has("policy")) {
      return router.policyStore().candidate(bucket, body.object("policy").values());
    }
    return router
        .policies()
        .current()
        .of(bucket)
        .orElseThrow(
            () ->
                new RequestException(
                    "Bucket %s has no policy that could be tried: give one as policy."
                        .formatted(bucket)));
  }
}
