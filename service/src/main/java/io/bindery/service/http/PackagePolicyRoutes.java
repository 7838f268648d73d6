package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.delete;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.put;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import io.bindery.packager.policy.PackagePolicyChange;
import io.bindery.packager.policy.PackagePolicyOutcome;
import io.bindery.packager.policy.PackagePolicyStore;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code /buckets/BUCKET/package-policies}: what the packages of a bucket are like. */
final class PackagePolicyRoutes {
  private static final String PATH = "package-policies";
  private static final String POLICIES = "policies";
  private static final int HISTORY = 100;
  private static final int LONGEST_HISTORY = 1000;

  private record History(String bucket, List<PackagePolicyChange> changes) {}

  private final Requests requests;
  private final PackagePolicyStore policies;

  PackagePolicyRoutes(Requests requests, PackagePolicyStore policies) {
    this.requests = requests;
    this.policies = policies;
  }

  Route route() {
    return concat(
        path(
            segment("buckets").slash(segment()).slash(PATH),
            bucket ->
                extractRequest(
                    request ->
                        concat(
                            get(() -> completeWithFuture(read(bucket))),
                            put(() -> completeWithFuture(set(bucket, request))),
                            delete(() -> completeWithFuture(remove(bucket, request)))))),
        path(
            segment("buckets").slash(segment()).slash(PATH).slash("history"),
            bucket ->
                get(
                    () ->
                        extractRequest(
                            request -> completeWithFuture(history(bucket, new Query(request)))))));
  }

  private CompletionStage<HttpResponse> read(String bucket) {
    return policies
        .of(Requests.bucket(bucket))
        .thenApply(view -> withVersion(Reply.ok(view), view.version()));
  }

  private CompletionStage<HttpResponse> history(String bucket, Query query) {
    query.only("limit");
    return policies
        .history(
            Requests.bucket(bucket),
            Requests.number("limit", query.get("limit"), HISTORY, LONGEST_HISTORY))
        .thenApply(changes -> Reply.ok(new History(bucket, changes)));
  }

  private CompletionStage<HttpResponse> set(String bucket, HttpRequest request) {
    var name = Requests.bucket(bucket);
    var expected = Requests.expectedVersion(request);
    var actor = Requests.actor(request);
    return requests.json(
        request,
        body -> {
          Requests.only(body, POLICIES);
          return policies
              .set(name, listed(body), expected, actor)
              .thenApply(outcome -> answer(name, outcome));
        });
  }

  private static List<Map<String, Object>> listed(JsonFields body) throws FieldException {
    if (!(body.values().get(POLICIES) instanceof List<?> list)) {
      throw notAList(body);
    }
    var policies = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof Map)) {
        throw notAList(body);
      }
      policies.add(JsonFields.parse(body.tree().path(POLICIES).get(i).toString(), "").values());
    }
    return policies;
  }

  private static FieldException notAList(JsonFields body) {
    return FieldException.notAllowed(
        POLICIES,
        body.tree().path(POLICIES).toString(),
        "a list of objects, each as an entry of bindery.packager.policies");
  }

  private CompletionStage<HttpResponse> remove(String bucket, HttpRequest request) {
    var name = Requests.bucket(bucket);
    return policies
        .remove(name, Requests.expectedVersion(request), Requests.actor(request))
        .thenApply(outcome -> answer(name, outcome));
  }

  private static HttpResponse answer(String bucket, PackagePolicyOutcome outcome) {
    if (outcome instanceof PackagePolicyOutcome.Changed changed) {
      return withVersion(Reply.ok(changed.view()), changed.view().version());
    }
    if (outcome instanceof PackagePolicyOutcome.OtherVersion other) {
      return withVersion(
          Reply.problem(
              412,
              "The package policies of bucket %s are at version %d meanwhile: read them again."
                  .formatted(bucket, other.version())),
          other.version());
    }
    return Reply.problem(
        404,
        "Bucket %s has no package policies that were set here; what the configuration says is changed there."
            .formatted(bucket));
  }

  private static HttpResponse withVersion(HttpResponse reply, long version) {
    return reply.addHeader(RawHeader.create("ETag", "\"" + version + "\""));
  }
}
