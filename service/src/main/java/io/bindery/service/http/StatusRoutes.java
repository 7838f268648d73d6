package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.platform.database.Tables;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.PartView;
import io.bindery.service.BuildInfo;
import io.bindery.service.canary.CanaryStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/** {@code GET /health} and {@code GET /version}. */
final class StatusRoutes {
  private static final long DATABASE_SECONDS = 2;
  private static final String UP = "up";

  /**
   * {@code status} is up only if all else is, but for parts that are not required; {@code degraded}
   * names those of them that cannot be used.
   */
  private record Status(
      String status,
      String database,
      String cluster,
      long nodes,
      List<PartView> parts,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> degraded,
      Optional<CanaryStatus> canary) {}

  private final Cluster cluster;
  private final Tables tables;
  private final Health health;
  private final Supplier<Optional<CanaryStatus>> canary;

  StatusRoutes(ActorSystem<?> system, Supplier<Optional<CanaryStatus>> canary) {
    this.canary = canary;
    cluster = Cluster.get(system);
    tables = Tables.of(system);
    health = Health.get(system);
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("health", Set.of(), call -> health()),
        Endpoint.get("version", Set.of(), call -> Call.done(Reply.ok(BuildInfo.current()))));
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
            health.parts(),
            health.degraded(),
            canary.get());
    return Reply.json(up ? 200 : 503, status);
  }
}
