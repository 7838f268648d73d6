package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.versioned.Origin;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.policy.PolicyStore;
import io.bindery.router.policy.PolicyView;
import io.bindery.service.access.Role;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.VersionedRoutes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@code /buckets} and the policies below it. */
final class PolicyRoutes {
  private static final String PATH = "buckets/{bucket}/policy";
  private static final VersionedRoutes.Words WORDS =
      new VersionedRoutes.Words(
          "bucket",
          "policy",
          policy -> policy,
          "The policy of bucket %s is at version %d meanwhile: read it again.",
          ("Bucket %s has no policy that was set here; what the configuration says is changed"
                  + " there.")
              ::formatted);

  private final PolicyStore policies;
  private final VersionedRoutes<PolicyView> versioned;

  PolicyRoutes(PolicyStore policies) {
    this.policies = policies;
    this.versioned = new VersionedRoutes<>(PATH, Call::bucket, WORDS, policies);
  }

  List<Endpoint> endpoints() {
    var own =
        List.of(
            Endpoint.get("buckets", Set.of("after", "limit"), this::buckets),
            Endpoint.get(PATH, Set.of(), this::read),
            Endpoint.definition("PUT", PATH, this::set).needs(Role.ADMIN));
    return Stream.of(own, versioned.endpoints()).flatMap(List::stream).toList();
  }

  private CompletionStage<HttpResponse> buckets(Call call) {
    return policies
        .buckets(call.after(), call.limit())
        .thenApply(page -> Reply.page("buckets", page));
  }

  private CompletionStage<HttpResponse> read(Call call) {
    return policies.of(call.bucket()).thenApply(PolicyRoutes::answer);
  }

  private CompletionStage<HttpResponse> set(Call call, JsonFields body) {
    var name = call.bucket();
    return policies
        .set(name, body.values(), call.expectedVersion(), call.actor())
        .thenApply(outcome -> versioned.answer(name, outcome));
  }

  private static HttpResponse answer(PolicyView view) {
    var reply =
        view.source() == Origin.NONE
            ? Reply.problem(
                404,
                "Bucket %s is named neither here nor in the configuration."
                    .formatted(view.bucket()))
            : Reply.ok(view);
    return Reply.versioned(reply, view.version());
  }
}
