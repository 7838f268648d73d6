package io.bindery.localaws.events;

import static io.bindery.localaws.events.EventsService.invalid;
import static io.bindery.localaws.events.EventsService.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.Faults;
import io.bindery.localaws.http.AwsError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** The operation PutEvents: each entry succeeds or fails by itself. */
final class PutEvents {
  /** Numbers are told as they were written. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final int MAX_ENTRIES = 10;
  private static final int MAX_BYTES = 256 << 10;
  private static final int TIME_BYTES = 14;

  private final String account;
  private final String region;
  private final Faults faults;

  PutEvents(String account, String region, Faults faults) {
    this.account = account;
    this.region = region;
    this.faults = faults;
  }

  /** Where events go. */
  @FunctionalInterface
  interface Publish {
    /** Takes an event and the header of X-Ray that came with it, "" for none. */
    void accept(String bus, ObjectNode event, String traceHeader);
  }

  void handle(JsonNode in, ObjectNode out, Publish publish) {
    if (faults.takePutEventsFailure()) {
      throw new AwsError(500, "InternalFailure", "A failure ordered by a test.");
    }
    JsonNode entries = in.path("Entries");
    requireLimits(entries);
    Optional<Faults.FailedEntry> ordered = faults.takePutEventsEntryFailure();
    int failed = 0;
    ArrayNode results = out.putArray("Entries");
    for (int i = 0; i < entries.size(); i++) {
      ObjectNode result = results.addObject();
      int index = i;
      Optional<Faults.FailedEntry> fault = ordered.filter(f -> f.index() == index);
      if (fault.isPresent()) {
        fail(result, fault.get().errorCode(), "A failure ordered by a test.");
      } else {
        publish(entries.get(i), result, publish);
      }
      failed += result.has("ErrorCode") ? 1 : 0;
    }
    out.put("FailedEntryCount", failed);
  }

  private static void requireLimits(JsonNode entries) {
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw invalid(
          "1 validation error detected: Value with "
              + entries.size()
              + " entries at 'entries' failed to satisfy constraint: Member must have length less"
              + " than or equal to 10, and greater than or equal to 1");
    }
    int bytes = 0;
    for (JsonNode entry : entries) {
      bytes += bytes(entry);
    }
    if (bytes > MAX_BYTES) {
      throw invalid("Total size of the entries in the request is over the limit.");
    }
  }

  /** As the user guide's "Calculating PutEvents event entry size" has it. */
  private static int bytes(JsonNode entry) {
    int bytes = entry.has("Time") ? TIME_BYTES : 0;
    for (String field : new String[] {"Source", "DetailType", "Detail"}) {
      bytes += utf8(text(entry, field));
    }
    for (JsonNode resource : entry.path("Resources")) {
      bytes += utf8(resource.asText());
    }
    return bytes;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void publish(JsonNode entry, ObjectNode result, Publish publish) {
    for (String required : new String[] {"Source", "DetailType", "Detail"}) {
      if (text(entry, required).isEmpty()) {
        fail(
            result,
            "InvalidArgument",
            "Parameter "
                + required
                + " is not valid. Reason: "
                + required
                + " is a required argument.");
        return;
      }
    }
    if (text(entry, "Source").startsWith("aws.")) {
      fail(result, "NotAuthorizedForSourceException", "Not authorized for the source.");
      return;
    }
    Optional<JsonNode> detail = detail(text(entry, "Detail"));
    if (detail.isEmpty()) {
      fail(result, "MalformedDetail", "Detail is malformed.");
      return;
    }
    ObjectNode event = event(entry, detail.get());
    publish.accept(Arns.busName(text(entry, "EventBusName")), event, text(entry, "TraceHeader"));
    result.put("EventId", text(event, "id"));
  }

  private ObjectNode event(JsonNode entry, JsonNode detail) {
    Instant time =
        entry.has("Time")
            ? Instant.ofEpochMilli((long) (entry.get("Time").asDouble() * 1000))
            : Instant.now();
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "0")
            .put("id", UUID.randomUUID().toString())
            .put("detail-type", text(entry, "DetailType"))
            .put("source", text(entry, "Source"))
            .put("account", account)
            .put("time", time.truncatedTo(ChronoUnit.SECONDS).toString())
            .put("region", region);
    ArrayNode resources = event.putArray("resources");
    entry.path("Resources").forEach(resources::add);
    event.set("detail", detail);
    return event;
  }

  private static Optional<JsonNode> detail(String text) {
    try {
      return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void fail(ObjectNode result, String code, String message) {
    result.put("ErrorCode", code).put("ErrorMessage", message);
  }
}
