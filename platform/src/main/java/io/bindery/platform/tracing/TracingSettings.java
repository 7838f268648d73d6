package io.bindery.platform.tracing;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.telemetry}.
 *
 * @param endpoint of the collector; absent: no spans are made
 * @param headers of each call, which may be secret
 * @param timeout of one call
 * @param queueSize how many spans may wait to be exported; more are dropped
 * @param sampling the part of the traces that are exported, from 0 to 1, where a trace begins here
 * @param serviceName the name under which a tool shows the spans
 */
public record TracingSettings(
    Optional<URI> endpoint,
    Map<String, String> headers,
    Duration timeout,
    int queueSize,
    double sampling,
    String serviceName) {
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

  public TracingSettings {
    headers = Map.copyOf(headers);
  }

  /** Reads them from the whole configuration. */
  public static TracingSettings from(Config root) {
    var section = Settings.at(root, "bindery.telemetry");
    var otlp = section.section("otlp");
    return new TracingSettings(
        endpoint(otlp),
        headers(otlp),
        otlp.duration("timeout", Duration.ofSeconds(1), Duration.ofMinutes(1)),
        otlp.integer("queue-size", 1, 1_000_000),
        section.decimal("sampling", 0, 1),
        section.text("service-name"));
  }

  private static Optional<URI> endpoint(Settings otlp) {
    var endpoint = otlp.optionalHttpUri("endpoint");
    endpoint
        .filter(uri -> uri.getRawUserInfo() != null || uri.getRawQuery() != null)
        .ifPresent(
            uri -> {
              throw SettingsException.conflict(
                  otlp.path() + ".endpoint",
                  "(hidden)",
                  "it must have no user, password or query: set secrets in headers.");
            });
    return endpoint;
  }

  /** As OpenTelemetry writes them: {@code name=value,name=value}, values percent-encoded. */
  private static Map<String, String> headers(Settings otlp) {
    var headers = new LinkedHashMap<String, String>();
    for (var pair : otlp.texts("headers")) {
      int equals = pair.indexOf('=');
      var name = equals < 0 ? "" : pair.substring(0, equals).strip();
      var value = equals < 0 ? Optional.<String>empty() : decoded(pair.substring(equals + 1));
      if (!HEADER_NAME.matcher(name).matches() || value.isEmpty()) {
        // The value is a secret: no word of it.
        throw SettingsException.conflict(
            otlp.path() + ".headers",
            "(hidden)",
            "it must be name=value,name=value, with values percent-encoded, such as"
                + " Authorization=Bearer%20TOKEN.");
      }
      headers.put(name, value.get());
    }
    return headers;
  }

  private static Optional<String> decoded(String text) {
    try {
      // A plus stands for itself here.
      var value =
          URLDecoder.decode(text.strip().replace("+", "%2B"), StandardCharsets.UTF_8).strip();
      return Optional.of(value)
          .filter(it -> !it.isEmpty() && it.chars().allMatch(c -> c >= ' ' && c < 0x7F));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  Resource resource(ActorSystem<?> system, String version) {
    var attributes =
        Attributes.builder()
            .put("service.name", serviceName)
            .put("service.version", version)
            .put("service.instance.id", system.address().hostPort());
    var config = system.settings().config();
    if (config.hasPath("akka.cluster.roles")) {
      attributes.put(
          "bindery.node.roles", config.getStringList("akka.cluster.roles").toArray(String[]::new));
    }
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  @Override
  public String toString() {
    return "%s, sampling %s".formatted(endpoint.map(URI::toString).orElse("no spans"), sampling);
  }
}
