package io.bindery.platform.tracing;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.quilt.Excerpt;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;

/** Spans that are made and exported. */
final class Tracing {
  /** Names of buckets, prefixes and packages are foreign text of any length. */
  private static final int LONGEST_TEXT = 256;

  private static final IdGenerator RANDOM = IdGenerator.random();

  private final GivenIds ids = new GivenIds();
  private final Sampler sampler;
  private final Tracer tracer;

  Tracing(
      ActorSystem<?> system, SpanExporter exporter, TracingSettings settings, Resource resource) {
    this.sampler = Sampler.traceIdRatioBased(settings.sampling());
    var queue = new SpanQueue(system, exporter, settings.queueSize());
    var provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setIdGenerator(ids)
            // What is not sampled is not made.
            .setSampler(Sampler.alwaysOn())
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(LONGEST_TEXT).build())
            .addSpanProcessor(queue)
            .build();
    this.tracer = provider.get("io.bindery");
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "flush-spans", queue::flush);
    system.getWhenTerminated().whenComplete((done, failure) -> provider.shutdown());
  }

  OpenSpan open(List<TraceContext> causes) {
    var spanId = RANDOM.generateSpanId();
    if (!causes.isEmpty()) {
      var parent = causes.get(0);
      return new OpenSpan(new TraceContext(parent.traceId(), spanId, parent.sampled()), causes);
    }
    var traceId = RANDOM.generateTraceId();
    return new OpenSpan(new TraceContext(traceId, spanId, isSampled(traceId)), causes);
  }

  private boolean isSampled(String traceId) {
    return sampler
            .shouldSample(
                Context.root(), traceId, "", SpanKind.INTERNAL, Attributes.empty(), List.of())
            .getDecision()
        == SamplingDecision.RECORD_AND_SAMPLE;
  }

  void end(EndedSpan ended) {
    var builder =
        tracer
            .spanBuilder(ended.name())
            .setSpanKind(SpanKind.valueOf(ended.kind().name()))
            .setStartTimestamp(ended.start());
    ended
        .span()
        .parent()
        .ifPresentOrElse(
            parent -> builder.setParent(Context.root().with(Span.wrap(of(parent)))),
            builder::setNoParent);
    ended.span().links().forEach(link -> builder.addLink(of(link)));
    ended
        .attributes()
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                builder.setAttribute(name, number.longValue());
              } else {
                builder.setAttribute(name, value.toString());
              }
            });
    ids.with(
        ended.span().context(),
        () -> {
          var span = builder.startSpan();
          ended.failure().ifPresent(why -> span.setStatus(StatusCode.ERROR, cut(why)));
          span.end(ended.end());
        });
  }

  private static String cut(String text) {
    return Excerpt.start(text, LONGEST_TEXT);
  }

  private static SpanContext of(TraceContext context) {
    return SpanContext.createFromRemoteParent(
        context.traceId(),
        context.spanId(),
        context.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
        TraceState.getDefault());
  }
}
