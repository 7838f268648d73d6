package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.policy.PolicyOutcome;
import io.bindery.router.policy.PolicyStore;
import io.bindery.router.policy.PolicyView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /buckets} and the policies below it. */
final class PolicyRoutes {
  private static final String PATH = "buckets/{bucket}/policy";
  private static final Set<String> LISTED = Set.of("after", "limit");

  private final PolicyStore policies;

  PolicyRoutes(PolicyStore policies) {
    this.policies = policies;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("buckets", LISTED, this::buckets),
        Endpoint.get(PATH, Set.of(), this::read),
        Endpoint.definition("PUT", PATH, this::set),
        Endpoint.plain("DELETE", PATH, this::remove),
        Endpoint.get(PATH + "/history", LISTED, this::history),
        Endpoint.get(PATH + "/history/{version}", Set.of(), this::change));
  }

  private CompletionStage<HttpResponse> buckets(Call call) {
    return policies
        .buckets(call.after(), call.limit())
        .thenApply(page -> Reply.page("buckets", page));
  }

  private CompletionStage<HttpResponse> read(Call call) {
    return policies.of(call.bucket()).thenApply(PolicyRoutes::answer);
  }

  private CompletionStage<HttpResponse> history(Call call) {
    var bucket = call.bucket();
    return policies
        .history(bucket, call.after(), call.limit())
        .thenApply(page -> Reply.page("changes", page, Map.of("bucket", bucket)));
  }

  private CompletionStage<HttpResponse> change(Call call) {
    return policies
        .change(call.bucket(), call.version())
        .thenApply(change -> change.map(Reply::ok).orElseGet(Reply::noSuchVersion));
  }

  private CompletionStage<HttpResponse> set(Call call, JsonFields body) {
    var name = call.bucket();
    return policies
        .set(name, body.values(), call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(name, outcome));
  }

  private CompletionStage<HttpResponse> remove(Call call) {
    var name = call.bucket();
    return policies
        .remove(name, call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(name, outcome));
  }

  private static HttpResponse answer(String bucket, PolicyOutcome outcome) {
    if (outcome instanceof PolicyOutcome.Changed changed) {
      return Reply.versioned(Reply.ok(changed.view()), changed.view().version());
    }
    if (outcome instanceof PolicyOutcome.OtherVersion other) {
      return Reply.versioned(
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
    return Reply.versioned(reply, view.version());
  }
}
