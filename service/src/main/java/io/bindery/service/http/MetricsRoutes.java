package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.util.ByteString;
import io.bindery.platform.telemetry.Meters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code GET /metrics}: the figures of this node, as Prometheus reads them. */
final class MetricsRoutes {
  private static final ContentType TEXT =
      MediaTypes.customWithOpenCharset("text", "plain", Map.of("version", "0.0.4"), false)
          .toContentType(HttpCharsets.UTF_8);

  private final Meters meters;

  MetricsRoutes(ActorSystem<?> system) {
    meters = Meters.get(system);
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/metrics", Set.of(), call -> scraped()));
  }

  /** What costs something to read is read now, if it was not just before. */
  private CompletionStage<HttpResponse> scraped() {
    return meters
        .read()
        .thenApply(
            read ->
                HttpResponse.create()
                    .withStatus(StatusCodes.OK)
                    .withEntity(HttpEntities.create(TEXT, ByteString.fromString(meters.scrape()))));
  }
}
