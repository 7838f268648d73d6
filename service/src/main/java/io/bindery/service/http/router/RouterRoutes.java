package io.bindery.service.http.router;

import akka.actor.typed.ActorSystem;
import io.bindery.router.Router;
import io.bindery.service.http.Endpoint;
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
   */
  public static List<Endpoint> of(ActorSystem<?> system, Router router, Explainer explainer) {
    return Stream.of(
            new EventRoutes(new EventGate(system, router.intake()::record)).endpoints(),
            new PolicyRoutes(router.policyStore()).endpoints(),
            new BatchRoutes(router.lists(), router.operator(), explainer).endpoints(),
            new ReconcileRoutes(router.reconciliations()).endpoints(),
            new DryRunRoutes(router).endpoints(),
            new SourceRoutes(router.sourceStore()).endpoints())
        .flatMap(List::stream)
        .toList();
  }
}
