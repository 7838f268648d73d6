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
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The figures of a node, as Prometheus reads them. */
public final class Scrape {
  private static final ContentType TEXT =
      MediaTypes.customWithOpenCharset("text", "plain", Map.of("version", "0.0.4"), false)
          .toContentType(HttpCharsets.UTF_8);

  private final Meters meters;

  public Scrape(ActorSystem<?> system) {
    meters = Meters.get(system);
  }

  /** What costs something to read is read now, if it was not just before. */
  public CompletionStage<HttpResponse> answer() {
    return meters
        .read()
        .thenApply(
            read ->
                HttpResponse.create()
                    .withStatus(StatusCodes.OK)
                    .withEntity(HttpEntities.create(TEXT, ByteString.fromString(meters.scrape()))));
  }
}
