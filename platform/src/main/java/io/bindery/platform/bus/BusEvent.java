package io.bindery.platform.bus;

import io.bindery.platform.tracing.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One event for EventBridge.
 *
 * @param source who says it, such as {@code com.quiltdata.edp}
 * @param detailType what kind of event it is
 * @param detail a JSON object as text
 * @param resources ARNs of what it is about; may be empty
 * @param time when it happened
 * @param trace where it belongs in a trace
 */
public record BusEvent(
    String source,
    String detailType,
    String detail,
    List<String> resources,
    Instant time,
    Optional<TraceContext> trace) {}
