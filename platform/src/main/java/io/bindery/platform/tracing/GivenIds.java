package io.bindery.platform.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives a span the ids that were chosen when its work began. */
final class GivenIds implements IdGenerator {
  private static final ThreadLocal<TraceContext> next = new ThreadLocal<>();

  /** Makes a span, on this thread, that has these ids. */
  void with(TraceContext context, Runnable make) {
    next.set(context);
    try {
      make.run();
    } finally {
      next.remove();
    }
  }

  @Override
  public String generateTraceId() {
    return next.get().traceId();
  }

  @Override
  public String generateSpanId() {
    return next.get().spanId();
  }
}
