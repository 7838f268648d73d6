package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import java.util.List;
import java.util.Set;

/** {@code GET /metrics}. */
final class MetricsRoutes {
  private final Scrape scrape;

  MetricsRoutes(ActorSystem<?> system) {
    scrape = new Scrape(system);
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/metrics", Set.of(), call -> scrape.answer()));
  }
}
