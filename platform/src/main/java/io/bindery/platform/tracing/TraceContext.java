package io.bindery.platform.tracing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashMap;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place of a span in a trace. Messages and events hold it as W3C's Trace Context writes it, in
 * {@code traceparent}; AWS writes the same in a header of X-Ray.
 *
 * @param traceId 32 hexadecimal digits in lower case, not all zero
 * @param spanId 16 hexadecimal digits in lower case, not all zero
 * @param sampled whether the spans of this trace are exported
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
  /** The name of an attribute or header that holds it as W3C writes it. */
  public static final String TRACEPARENT = "traceparent";

  /** Version, ids and flags; a version after 00 may say more behind them. */
  private static final Pattern W3C =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final Pattern XRAY_ROOT = Pattern.compile("1-([0-9a-f]{8})-([0-9a-f]{24})");
  private static final int TRACE_ID = 32;
  private static final int SPAN_ID = 16;

  /** No sender needs more; AWS allows 500 for the header. */
  private static final int LONGEST = 500;

  private static final int SAMPLED = 1;
  private static final int HEX = 16;

  public TraceContext {
    if (!isId(traceId, TRACE_ID) || !isId(spanId, SPAN_ID)) {
      throw new IllegalArgumentException("no ids of a trace: %s %s".formatted(traceId, spanId));
    }
  }

  /** What a {@code traceparent} says; nothing if it does not follow the grammar. */
  public static Optional<TraceContext> ofW3c(String text) {
    var parts = W3C.matcher(text);
    if (text.length() > LONGEST || !parts.matches()) {
      return Optional.empty();
    }
    var version = parts.group(1);
    boolean more = parts.group(5) != null;
    return "ff".equals(version) || (more && "00".equals(version))
        ? Optional.empty()
        : of(parts.group(2), parts.group(3), Integer.parseInt(parts.group(4), HEX) & SAMPLED);
  }

  /**
   * What a header of X-Ray says, such as {@code
   * Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1}; nothing if it does
   * not name both root and parent.
   */
  public static Optional<TraceContext> ofXRay(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    var fields = new HashMap<String, String>();
    for (var field : text.split(";", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals).strip(), field.substring(equals + 1).strip());
      }
    }
    var root = XRAY_ROOT.matcher(fields.getOrDefault("Root", ""));
    return root.matches()
        ? of(
            root.group(1) + root.group(2),
            fields.getOrDefault("Parent", ""),
            "1".equals(fields.get("Sampled")) ? SAMPLED : 0)
        : Optional.empty();
  }

  private static Optional<TraceContext> of(String traceId, String spanId, int flags) {
    return isId(traceId, TRACE_ID) && isId(spanId, SPAN_ID)
        ? Optional.of(new TraceContext(traceId, spanId, flags == SAMPLED))
        : Optional.empty();
  }

  /** Without a pattern: it is asked for each message. */
  private static boolean isId(String text, int digits) {
    return text.length() == digits
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
        && text.chars().anyMatch(c -> c != '0');
  }

  /** As it stands in messages and events. One that cannot be read is none: it ends no replay. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static TraceContext read(String text) {
    return ofW3c(text).orElse(null);
  }

  /** The value of {@code traceparent}. */
  @JsonValue
  public String w3c() {
    return "00-%s-%s-0%d".formatted(traceId, spanId, sampled ? 1 : 0);
  }

  /** The value of {@code AWSTraceHeader} and {@code X-Amzn-Trace-Id}. */
  public String xRay() {
    return "Root=1-%s-%s;Parent=%s;Sampled=%d"
        .formatted(traceId.substring(0, 8), traceId.substring(8), spanId, sampled ? 1 : 0);
  }

  @Override
  public String toString() {
    return w3c();
  }
}
