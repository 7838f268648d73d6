package io.bindery.router.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.s3.S3Uri;
import java.util.regex.Pattern;

/**
 * Runs of AWS HealthOmics. A completed one asks for a package of its output folder. Format: "Using
 * EventBridge with AWS HealthOmics" in the HealthOmics User Guide.
 */
final class HealthOmics {
  static final EventPattern PATTERN = pattern();

  private static final String COMPLETED = "COMPLETED";

  /** What HealthOmics writes is no URI but the parts pasted together: nothing is escaped in it. */
  private static final Pattern OUTPUT = Pattern.compile("s3://([^/]+)/(.+)", Pattern.DOTALL);

  private HealthOmics() {}

  private static EventPattern pattern() {
    try {
      return EventPattern.parse(
          "{\"source\": [\"aws.omics\"], \"detail-type\": [\"Run Status Change\"]}");
    } catch (FieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is made of an event that matches the pattern. */
  static Made of(BridgeEvent event) {
    try {
      var detail = event.detail();
      var status = detail.text("status");
      if (!status.equals(COMPLETED)) {
        return new Made.Note(
            "run %s is %s"
                .formatted(
                    FieldException.shown(detail.optionalText("arn").orElse("without an ARN")),
                    FieldException.shown(status)));
      }
      var uri = detail.text("runOutputUri");
      var output = OUTPUT.matcher(uri);
      if (!output.matches()) {
        return new Made.Refusal(
            FieldException.notAllowed(
                    "detail.runOutputUri", uri, "the run's folder, as s3://bucket/folder/run")
                .getMessage());
      }
      var key = output.group(2);
      return Descriptions.of(
          JsonNodeFactory.instance
              .objectNode()
              .put(
                  "source_prefix",
                  S3Uri.of(output.group(1), key.endsWith("/") ? key : key + "/").toString()));
    } catch (FieldException | IllegalArgumentException e) {
      return new Made.Refusal(e.getMessage());
    }
  }
}
