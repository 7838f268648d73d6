package io.bindery.service.cluster;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import io.bindery.service.http.Scrape;

/** {@code GET /metrics} of the management port: nodes without an HTTP API have figures as well. */
public final class ManagedFigures extends AllDirectives implements ManagementRouteProvider {
  private final Scrape scrape;

  /** Made by Akka Management. */
  public ManagedFigures(ExtendedActorSystem system) {
    this.scrape = new Scrape(Adapter.toTyped(system));
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return path("metrics", () -> get(() -> completeWithFuture(scrape.answer())));
  }
}
