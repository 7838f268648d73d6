package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import io.bindery.platform.database.Tables;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.PartView;
import io.bindery.service.BuildInfo;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** {@code GET /health} and {@code GET /version}. */
final class StatusRoutes {
  private static final long DATABASE_SECONDS = 2;
  private static final String UP = "up";

  /** {@code status} is up only if all else is, but for parts that are not required. */
  private record Status(
      String status, String database, String cluster, long nodes, List<PartView> parts) {}

  private final Cluster cluster;
  private final Tables tables;
  private final Health health;

  StatusRoutes(ActorSystem<?> system) {
    cluster = Cluster.get(system);
    tables = Tables.of(system);
    health = Health.get(system);
  }

  Route route() {
    return concat(
        path("health", () -> get(() -> completeWithFuture(health()))),
        path("version", () -> get(() -> complete(Reply.ok(BuildInfo.current())))));
  }

  private CompletionStage<HttpResponse> health() {
    return tables
        .select("SELECT 1", statement -> statement, row -> row.get(0, Integer.class))
        .toCompletableFuture()
        .orTimeout(DATABASE_SECONDS, TimeUnit.SECONDS)
        .handle((rows, failure) -> answer(failure == null ? UP : "down"));
  }

  private HttpResponse answer(String database) {
    var member = cluster.selfMember().status();
    boolean up = UP.equals(database) && member == MemberStatus.up() && health.isReady();
    var status =
        new Status(
            up ? UP : "down",
            database,
            member.toString().toLowerCase(Locale.ROOT),
            StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(node -> node.status() == MemberStatus.up())
                .count(),
            health.parts());
    return Reply.json(up ? 200 : 503, status);
  }
}
