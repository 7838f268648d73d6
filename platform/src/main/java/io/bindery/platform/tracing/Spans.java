package io.bindery.platform.tracing;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.micrometer.core.instrument.Counter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The spans of one node, reached from its actor system. Without an exporter no span is made; the
 * context of others is handed on as it came. A span is made when its work ends: what takes long
 * keeps an {@link OpenSpan} in its events until then.
 */
public final class Spans implements Extension {
  private static final Id ID = new Id();

  private final ActorSystem<?> system;
  private final Counter refused;
  private volatile Optional<Tracing> tracing = Optional.empty();

  private Spans(ActorSystem<?> system) {
    this.system = system;
    this.refused = TraceMeters.refusedContexts(system);
  }

  /** Those of a node. */
  public static Spans get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Exports spans from now on, if the settings name where to.
   *
   * @param version of the service
   */
  public void start(TracingSettings settings, String version) {
    settings
        .endpoint()
        .ifPresent(
            endpoint ->
                start(
                    new OtlpExporter(system, settings, endpoint),
                    settings,
                    settings.resource(system, version)));
  }

  /** Exports spans from now on. */
  public void start(SpanExporter exporter, TracingSettings settings) {
    start(exporter, settings, settings.resource(system, "0"));
  }

  private void start(SpanExporter exporter, TracingSettings settings, Resource resource) {
    tracing = Optional.of(new Tracing(system, exporter, settings, resource));
  }

  /** Begins a span; nothing if there is no context to hand on and nobody to export to. */
  public Optional<OpenSpan> open(List<TraceContext> causes) {
    var on = tracing;
    if (on.isPresent()) {
      return Optional.of(on.get().open(causes));
    }
    return causes.isEmpty()
        ? Optional.empty()
        : Optional.of(new OpenSpan(causes.get(0), List.of(causes.get(0))));
  }

  /** Likewise, of one cause or none. */
  public Optional<OpenSpan> open(Optional<TraceContext> cause) {
    return open(cause.map(List::of).orElse(List.of()));
  }

  /** Exports a span, if its trace is sampled. */
  public void end(EndedSpan ended) {
    if (ended.span().context().sampled() && !ended.span().isForeign()) {
      tracing.ifPresent(on -> on.end(ended));
    }
  }

  /** Begins a span around work that this node does and ends. */
  public ShortSpan begin(
      String name,
      EndedSpan.Kind kind,
      Optional<TraceContext> parent,
      Map<String, Object> attributes) {
    return new ShortSpan(this, name, kind, open(parent), attributes);
  }

  /** Likewise, where the work sends no messages. */
  public ShortSpan begin(
      String name, Optional<TraceContext> parent, Map<String, Object> attributes) {
    return begin(name, EndedSpan.Kind.INTERNAL, parent, attributes);
  }

  /**
   * The context that came with a message. One that does not follow its grammar is counted, and is
   * none.
   *
   * @param w3c {@code traceparent}, which is taken if it can be read
   * @param xRay the header of X-Ray
   */
  public Optional<TraceContext> received(Optional<String> w3c, Optional<String> xRay) {
    return read(w3c, TraceContext::ofW3c).or(() -> read(xRay, TraceContext::ofXRay));
  }

  private Optional<TraceContext> read(
      Optional<String> text, Function<String, Optional<TraceContext>> grammar) {
    var context = text.flatMap(grammar);
    if (text.isPresent() && context.isEmpty()) {
      refused.increment();
    }
    return context;
  }

  private static final class Id extends ExtensionId<Spans> {
    @Override
    public Spans createExtension(ActorSystem<?> system) {
      return new Spans(system);
    }
  }
}
