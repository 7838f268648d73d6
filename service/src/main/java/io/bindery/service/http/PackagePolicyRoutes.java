package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.policy.PackagePolicyOutcome;
import io.bindery.packager.policy.PackagePolicyStore;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /buckets/BUCKET/package-policies}: what the packages of a bucket are like. */
final class PackagePolicyRoutes {
  private static final String PATH = "buckets/{bucket}/package-policies";
  private static final String POLICIES = "policies";

  private final PackagePolicyStore policies;

  PackagePolicyRoutes(PackagePolicyStore policies) {
    this.policies = policies;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, Set.of(), this::read),
        Endpoint.json("PUT", PATH, Set.of(POLICIES), this::set),
        Endpoint.plain("DELETE", PATH, this::remove),
        Endpoint.get(PATH + "/history", Set.of("after", "limit"), this::history),
        Endpoint.get(PATH + "/history/{version}", Set.of(), this::change));
  }

  private CompletionStage<HttpResponse> read(Call call) {
    return policies
        .of(call.bucket())
        .thenApply(view -> Reply.versioned(Reply.ok(view), view.version()));
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

  private CompletionStage<HttpResponse> set(Call call, JsonFields body) throws FieldException {
    var name = call.bucket();
    return policies
        .set(name, listed(body), call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(name, outcome));
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

  private CompletionStage<HttpResponse> remove(Call call) {
    var name = call.bucket();
    return policies
        .remove(name, call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(name, outcome));
  }

  private static HttpResponse answer(String bucket, PackagePolicyOutcome outcome) {
    if (outcome instanceof PackagePolicyOutcome.Changed changed) {
      return Reply.versioned(Reply.ok(changed.view()), changed.view().version());
    }
    if (outcome instanceof PackagePolicyOutcome.OtherVersion other) {
      return Reply.versioned(
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
}
