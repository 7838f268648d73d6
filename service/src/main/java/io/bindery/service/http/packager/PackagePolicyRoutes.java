package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.policy.PackagePolicyStore;
import io.bindery.packager.policy.PackagePolicyView;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.access.Role;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.VersionedRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@code /buckets/BUCKET/package-policies}: what the packages of a bucket are like. */
final class PackagePolicyRoutes {
  private static final String PATH = "buckets/{bucket}/package-policies";
  private static final String POLICIES = "policies";
  private static final VersionedRoutes.Words WORDS =
      new VersionedRoutes.Words(
          "bucket",
          POLICIES,
          PackagePolicyStore::worded,
          "The package policies of bucket %s are at version %d meanwhile: read them again.",
          ("Bucket %s has no package policies that were set here; what the configuration says is"
                  + " changed there.")
              ::formatted);

  private final PackagePolicyStore policies;
  private final VersionedRoutes<PackagePolicyView> versioned;

  PackagePolicyRoutes(PackagePolicyStore policies) {
    this.policies = policies;
    this.versioned = new VersionedRoutes<>(PATH, Call::bucket, WORDS, policies);
  }

  List<Endpoint> endpoints() {
    var own =
        List.of(
            Endpoint.get(PATH, Set.of(), this::read),
            Endpoint.json("PUT", PATH, Set.of(POLICIES), this::set).needs(Role.ADMIN));
    return Stream.of(own, versioned.endpoints()).flatMap(List::stream).toList();
  }

  private CompletionStage<HttpResponse> read(Call call) {
    return policies.of(call.bucket()).thenApply(versioned::answer);
  }

  private CompletionStage<HttpResponse> set(Call call, JsonFields body) throws FieldException {
    var name = call.bucket();
    return policies
        .set(name, listed(body), call.expectedVersion(), call.actor())
        .thenApply(outcome -> versioned.answer(name, outcome));
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
}
