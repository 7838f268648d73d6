/**
 * Spans of what a node does, for tools that show a trace from the notice of an upload to the
 * revision. Only this package knows OpenTelemetry; all others know {@link
 * io.bindery.platform.tracing.TraceContext}.
 */
package io.bindery.platform.tracing;
