package io.bindery.platform.tracing;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/**
 * {@code AWSTraceHeader}, the system attribute of SQS that holds a context. Unlike the attribute
 * {@code traceparent} it counts neither for the size of a message nor for its ten attributes.
 */
public final class TraceHeader {
  private TraceHeader() {}

  /** The system attributes of a message that goes on with a trace; none without one. */
  public static Map<MessageSystemAttributeNameForSends, MessageSystemAttributeValue> of(
      Optional<TraceContext> trace) {
    return trace
        .map(
            it ->
                Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                        .dataType("String")
                        .stringValue(it.xRay())
                        .build()))
        .orElse(Map.of());
  }
}
