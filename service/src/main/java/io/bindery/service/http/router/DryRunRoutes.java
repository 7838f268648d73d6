package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.Router;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.replay.DryRunRequest;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code POST /buckets/BUCKET/policy/dry-run}: a policy tried on what was recorded. */
final class DryRunRoutes {
  private static final int LISTED = 100;
  private static final int MOST_LISTED = 10_000;

  private final Router router;

  DryRunRoutes(Router router) {
    this.router = router;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.json(
                "POST",
                "buckets/{bucket}/policy/dry-run",
                Set.of("policy", "from", "to", "prefix", "limit"),
                this::dryRun)
            .reads());
  }

  private CompletionStage<HttpResponse> dryRun(Call call, JsonFields body) throws FieldException {
    int limit = body.has("limit") ? (int) body.wholeNumber("limit", 1, MOST_LISTED) : LISTED;
    return router
        .dryRun()
        .run(
            new DryRunRequest(
                candidate(call.bucket(), body),
                body.time("from"),
                body.has("to") ? body.time("to") : Instant.MAX,
                body.optionalText("prefix").orElse(""),
                limit))
        .thenApply(report -> Reply.ok(report.listing(Reply.fitting(report.batches()))));
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
                    "policy",
                    "Bucket %s has no policy that could be tried: give one as policy."
                        .formatted(bucket)));
  }
}
