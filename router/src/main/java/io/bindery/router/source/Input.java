package io.bindery.router.source;

import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.transform.InputTransformer;
import io.bindery.protocol.transform.JsonPath;
import io.bindery.protocol.transform.RuleFacts;
import java.time.Instant;

/** What a target gets of an event, as EventBridge's targets have it. */
sealed interface Input {
  /** The text for the target. */
  String of(BridgeEvent event, String rule, Instant now);

  /** A filled template. */
  record Transformed(InputTransformer transformer) implements Input {
    @Override
    public String of(BridgeEvent event, String rule, Instant now) {
      var arn =
          "arn:aws:events:%s:%s:rule/%s"
              .formatted(
                  event.tree().path("region").asText(),
                  event.tree().path("account").asText(),
                  rule);
      return transformer.apply(event, new RuleFacts(rule, arn, now));
    }
  }

  /** A part of the event: whoever sends it has put the description there. */
  record Part(JsonPath path) implements Input {
    @Override
    public String of(BridgeEvent event, String rule, Instant now) {
      var part = path.in(event.tree());
      return part.isMissingNode() ? "null" : part.toString();
    }
  }
}
