package io.bindery.localaws.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.events.Rules.Bus;
import io.bindery.localaws.events.Rules.Rule;
import io.bindery.localaws.events.Rules.Target;
import io.bindery.localaws.http.AwsError;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.event.ruler.Machine;

/** One bus ready to match: built anew when its rules change, never changed. */
final class EventBus {
  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  private final Bus bus;
  private final Arns arns;
  private final Machine machine;

  EventBus(Bus bus, Arns arns) {
    this.bus = bus;
    this.arns = arns;
    this.machine = Machine.builder().build();
    for (Rule rule : bus.rules().values()) {
      if (rule.enabled() && !rule.pattern().isEmpty()) {
        try {
          machine.addRule(rule.name(), rule.pattern());
        } catch (IOException e) {
          throw new AwsError(
              400, "InvalidEventPatternException", "Event pattern is not valid. " + e.getMessage());
        }
      }
    }
  }

  /**
   * Hands the event to all targets of all rules that match; they hold it when this returns.
   *
   * @param traceHeader of its entry, which goes with it to each target; "" if it has none
   */
  void publish(ObjectNode event, String traceHeader, Instant received, EventSink sink) {
    try {
      for (String name : machine.rulesForJSONEvent(event.toString())) {
        Rule rule = bus.rules().get(name);
        rule.targets()
            .values()
            .forEach(target -> deliver(rule, target, event, traceHeader, received, sink));
      }
    } catch (Exception e) { // the matcher declares no narrower one
      throw new AwsError(500, "InternalFailure", "The event could not be matched: " + e);
    }
  }

  private void deliver(
      Rule rule,
      Target target,
      ObjectNode event,
      String traceHeader,
      Instant received,
      EventSink sink) {
    String ruleArn = arns.rule(bus.name(), rule.name());
    String message = InputTransform.apply(target, event, rule.name(), ruleArn, received);
    try {
      if (Arns.isQueue(target.arn())) {
        sink.toQueue(target.arn(), message, target.groupId(), traceHeader, Map.of());
      } else {
        sink.toTopic(target.arn(), message, traceHeader);
      }
    } catch (AwsError e) {
      LOG.warn(
          "Rule {} could not hand an event to {}: {}", rule.name(), target.arn(), e.getMessage());
      deadLetter(ruleArn, target, event, traceHeader, e, sink);
    }
  }

  private static void deadLetter(
      String ruleArn,
      Target target,
      ObjectNode event,
      String traceHeader,
      AwsError error,
      EventSink sink) {
    if (target.deadLetterArn().isEmpty()) {
      return;
    }
    try {
      sink.toQueue(
          target.deadLetterArn(),
          event.toString(),
          "",
          traceHeader,
          Map.of(
              "RULE_ARN", ruleArn,
              "TARGET_ARN", target.arn(),
              "ERROR_CODE", error.code(),
              "ERROR_MESSAGE", error.getMessage()));
    } catch (AwsError e) {
      LOG.warn("The dead-letter queue {} took nothing: {}", target.deadLetterArn(), e.getMessage());
    }
  }
}
