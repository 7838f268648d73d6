package io.bindery.platform.tracing;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.Look;
import io.bindery.platform.look.Watch;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Posts spans to a collector. How it is with that stands in the node's health; nothing but the
 * spans suffers.
 */
final class OtlpExporter implements SpanExporter {
  private static final String SETTING = "bindery.telemetry.otlp.endpoint";
  private static final String PATH = "/v1/traces";
  private static final String WAY_OUT =
      "Check %s, and that the collector takes OTLP over HTTP there, usually at port 4318."
          .formatted(SETTING);

  /** Its lines go around our log; what they say, the health of the node says once. */
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  private final OtlpHttpSpanExporter exporter;
  private final Watch watch;

  OtlpExporter(ActorSystem<?> system, TracingSettings settings, URI endpoint) {
    LIBRARY.setLevel(Level.OFF);
    var builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(tracesAt(endpoint))
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.timeout());
    settings.headers().forEach(builder::addHeader);
    this.exporter = builder.build();
    this.watch =
        Watch.start(
            system,
            new Look(
                new Dependency(
                    "telemetry.otlp",
                    Kind.COLLECTOR,
                    SETTING,
                    endpoint.toString(),
                    Optional.empty(),
                    false),
                this::look));
  }

  static String tracesAt(URI endpoint) {
    var text = endpoint.toString().replaceFirst("/+$", "");
    return text.endsWith(PATH) ? text : text + PATH;
  }

  /** A call without spans, which every collector takes. */
  private CompletionStage<Finding> look() {
    var found = new CompletableFuture<Finding>();
    var result = exporter.export(List.of());
    result.whenComplete(() -> found.complete(finding(result)));
    return found;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    var result = exporter.export(spans);
    result.whenComplete(() -> watch.part().found(finding(result)));
    return result;
  }

  private static Finding finding(CompletableResultCode result) {
    if (result.isSuccess()) {
      return Finding.up();
    }
    var failure = Optional.ofNullable(result.getFailureThrowable());
    return Finding.broken(
        "It does not take spans: %s.".formatted(failure.map(Causes::text).orElse("no answer")),
        WAY_OUT);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
