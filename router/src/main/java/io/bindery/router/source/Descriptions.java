package io.bindery.router.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.announcement.Announcement;
import io.bindery.protocol.description.BatchId;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.event.BridgeEvent;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import java.util.Optional;

/** Checks what is made before it is kept: the packager would refuse it for the same reason. */
final class Descriptions {
  private Descriptions() {}

  static Made of(JsonNode description) {
    return of(description.toString());
  }

  /** What is made of an announcement names its batch, so that the job is found by it. */
  static Made of(String text, BridgeEvent event) {
    var made = of(text);
    if (!(made instanceof Made.Description asked) || asked.description().batchId().isPresent()) {
      return made;
    }
    return batch(event).map(id -> of(withBatch(text, id))).orElse(made);
  }

  private static Optional<String> batch(BridgeEvent event) {
    if (!event.detailType().equals(Announcement.DETAIL_TYPE)
        && !event.source().equals(Announcement.SOURCE)) {
      return Optional.empty();
    }
    return Optional.ofNullable(event.tree().path("detail").path("batch_id").textValue())
        .filter(BatchId::isOne);
  }

  private static String withBatch(String text, String id) {
    var description = (JsonObject) Json.parse(text);
    return JsonForm.FILE.toText(description.with("batch_id", new JsonString(id)));
  }

  static Made of(String text) {
    try {
      return new Made.Description(text, PackageDescription.parse(text));
    } catch (DescriptionException e) {
      return new Made.Refusal(e.getMessage());
    }
  }
}
