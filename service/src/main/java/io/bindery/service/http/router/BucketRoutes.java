package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bindery.platform.database.Page;
import io.bindery.platform.versioned.Origin;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.policy.PolicyStore;
import io.bindery.router.policy.PolicyView;
import io.bindery.router.tables.BatchCounts;
import io.bindery.router.tables.BucketCounts;
import io.bindery.router.tables.ListedBatch.State;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.preset.TriggerWords;
import io.bindery.service.trace.BucketWarnings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /buckets}: each with the policy in force, what is open, and what is wrong with it. */
final class BucketRoutes {
  private final PolicyStore policies;
  private final PolicyRegistry inForce;
  private final BucketCounts counts;
  private final BucketWarnings warnings;

  BucketRoutes(
      PolicyStore policies, PolicyRegistry inForce, BucketCounts counts, BucketWarnings warnings) {
    this.policies = policies;
    this.inForce = inForce;
    this.counts = counts;
    this.warnings = warnings;
  }

  /**
   * A bucket.
   *
   * @param words when its batches close, by the policy in force
   * @param batches how many are not over, by their states
   * @param atLeast of which states there may be more
   * @param warnings what is wrong with the bucket
   */
  private record Watched(
      @JsonUnwrapped PolicyView policy,
      Optional<String> words,
      Map<String, Long> batches,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> atLeast,
      List<String> warnings) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("buckets", Set.of("after", "limit"), this::list),
        Endpoint.get("buckets/{bucket}", Set.of(), this::one));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return policies
        .buckets(call.after(), call.limit())
        .thenCompose(
            page ->
                counts
                    .of(page.items().stream().map(PolicyView::bucket).toList())
                    .thenApply(counted -> Reply.page("buckets", watched(page, counted))));
  }

  private Page<Watched> watched(Page<PolicyView> page, Map<String, BatchCounts> counted) {
    return page.map(
        view -> watched(view, counted.get(view.bucket()), warnings.known(view.bucket())));
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return policies
        .of(call.bucket())
        .thenCompose(
            view ->
                view.source() == Origin.NONE
                    ? CompletableFuture.completedStage(PolicyRoutes.answer(view))
                    : counts
                        .of(List.of(view.bucket()))
                        .thenCombine(
                            warnings.of(view.bucket()),
                            (counted, told) ->
                                Reply.versioned(
                                    Reply.ok(watched(view, counted.get(view.bucket()), told)),
                                    view.version())));
  }

  private Watched watched(PolicyView view, BatchCounts counted, List<String> told) {
    return new Watched(
        view,
        inForce.current().of(view.bucket()).map(policy -> TriggerWords.of(policy.trigger())),
        Counted.words(counted, List.copyOf(counted.counts().keySet())),
        counted.atLeast().stream().map(State::word).toList(),
        told);
  }
}
