package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.delete;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.parameterOptional;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.put;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.policy.PolicyChange;
import io.bindery.router.policy.PolicyOutcome;
import io.bindery.router.policy.PolicyStore;
import io.bindery.router.policy.PolicyView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /buckets} and the policies below it. */
final class PolicyRoutes {
  private static final int HISTORY = 100;
  private static final int LONGEST_HISTORY = 1000;

  private record Buckets(List<PolicyView> buckets) {}

  private record History(String bucket, List<PolicyChange> changes) {}

  private final Requests requests;
  private final PolicyStore policies;

  PolicyRoutes(Requests requests, PolicyStore policies) {
    this.requests = requests;
    this.policies = policies;
  }

  Route route() {
    return concat(
        path("buckets", () -> get(() -> completeWithFuture(buckets()))),
        path(
            segment("buckets").slash(segment()).slash("policy"),
            bucket ->
                concat(
                    get(() -> completeWithFuture(read(bucket))),
                    extractRequest(
                        request ->
                            concat(
                                put(() -> completeWithFuture(set(bucket, request))),
                                delete(() -> completeWithFuture(remove(bucket, request))))))),
        path(
            segment("buckets").slash(segment()).slash("policy").slash("history"),
            bucket ->
                get(
                    () ->
                        parameterOptional(
                            "limit", limit -> completeWithFuture(history(bucket, limit))))));
  }

  private CompletionStage<HttpResponse> buckets() {
    return policies.buckets().thenApply(views -> Reply.ok(new Buckets(views)));
  }

  private CompletionStage<HttpResponse> read(String bucket) {
    return policies.of(Requests.bucket(bucket)).thenApply(PolicyRoutes::answer);
  }

  private CompletionStage<HttpResponse> history(String bucket, Optional<String> limit) {
    return policies
        .history(Requests.bucket(bucket), Requests.number("limit", limit, HISTORY, LONGEST_HISTORY))
        .thenApply(changes -> Reply.ok(new History(bucket, changes)));
  }

  private CompletionStage<HttpResponse> set(String bucket, HttpRequest request) {
    var name = Requests.bucket(bucket);
    var expected = Requests.expectedVersion(request);
    var actor = Requests.actor(request);
    return requests.json(
        request,
        (JsonFields body) ->
            policies
                .set(name, body.values(), expected, actor)
                .thenApply(outcome -> answer(name, outcome)));
  }

  private CompletionStage<HttpResponse> remove(String bucket, HttpRequest request) {
    var name = Requests.bucket(bucket);
    return policies
        .remove(name, Requests.expectedVersion(request), Requests.actor(request))
        .thenApply(outcome -> answer(name, outcome));
  }

  private static HttpResponse answer(String bucket, PolicyOutcome outcome) {
    if (outcome instanceof PolicyOutcome.Changed changed) {
      return withVersion(Reply.ok(changed.view()), changed.view().version());
    }
    if (outcome instanceof PolicyOutcome.OtherVersion other) {
      return withVersion(
          Reply.problem(
              412,
              "The policy of bucket %s is at version %d meanwhile: read it again."
                  .formatted(bucket, other.version())),
          other.version());
    }
    return Reply.problem(
        404,
        "Bucket %s has no policy that was set here; what the configuration says is changed there."
            .formatted(bucket));
  }

  private static HttpResponse answer(PolicyView view) {
    var reply =
        view.source() == PolicyView.Source.NONE
            ? Reply.problem(
                404,
                "Bucket %s is named neither here nor in the configuration."
                    .formatted(view.bucket()))
            : Reply.ok(view);
    return withVersion(reply, view.version());
  }

  private static HttpResponse withVersion(HttpResponse reply, long version) {
    return reply.addHeader(RawHeader.create("ETag", "\"" + version + "\""));
  }
}
