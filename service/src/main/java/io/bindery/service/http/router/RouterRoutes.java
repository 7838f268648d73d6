package io.bindery.service.http.router;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.bindery.router.Router;
import io.bindery.router.tables.BucketCounts;
import io.bindery.service.http.Endpoint;
import io.bindery.service.trace.BucketWarnings;
import io.bindery.service.trace.Explainer;
import java.util.List;
import java.util.stream.Stream;

/** All that can be asked of the router. */
public final class RouterRoutes {
  private RouterRoutes() {}

  /**
   * Its endpoints.
   *
   * @param explainer tells of a folder what both rooms know of it
   * @param warnings what is wrong with buckets
   */
  public static List<Endpoint> of(
      ActorSystem<?> system, Router router, Explainer explainer, BucketWarnings warnings) {
    return Stream.of(
            new EventRoutes(new EventGate(system, router.intake()::record)).endpoints(),
            new BucketRoutes(
                    router.policyStore(),
                    router.policies(),
                    new BucketCounts(Tables.of(system)),
                    warnings)
                .endpoints(),
            new PolicyRoutes(router.policyStore()).endpoints(),
            new BulkRoutes(router.orders()).endpoints(),
            new BatchRoutes(router.lists(), router.operator(), explainer).endpoints(),
            new ReconcileRoutes(router.reconciliations()).endpoints(),
            new DryRunRoutes(router).endpoints(),
            new SourceRoutes(router.sourceStore()).endpoints())
        .flatMap(List::stream)
        .toList();
  }
}
