package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.platform.versioned.Origin;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.policy.PolicyStore;
import io.bindery.router.policy.PolicyView;
import io.bindery.service.access.Role;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.VersionedRoutes;
import io.bindery.service.preset.TriggerWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@code /buckets/BUCKET/policy}: how a bucket is batched. */
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
            Endpoint.get(PATH, Set.of(), this::read),
            Endpoint.definition("PUT", PATH, this::set).needs(Role.ADMIN),
            Endpoint.definition("POST", PATH + "/validate", this::validate).reads());
    return Stream.of(own, versioned.endpoints()).flatMap(List::stream).toList();
  }

  /** What would be said of a policy that is set, and what it would mean. */
  private record Validation(
      boolean valid,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> problems,
      Optional<String> words,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> effective) {}

  private record Problem(String field, String detail) {}

  private CompletionStage<HttpResponse> validate(Call call, JsonFields body) {
    var check = policies.check(call.bucket(), body.values());
    return Call.done(
        Reply.ok(
            new Validation(
                check.policy().isPresent(),
                check.problems().stream()
                    .map(problem -> new Problem(problem.path(), problem.getMessage()))
                    .toList(),
                check.policy().map(policy -> TriggerWords.of(policy.trigger())),
                check.effective())));
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

  static HttpResponse answer(PolicyView view) {
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
