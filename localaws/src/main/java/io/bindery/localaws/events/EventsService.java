package io.bindery.localaws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.Faults;
import io.bindery.localaws.events.Rules.Bus;
import io.bindery.localaws.events.Rules.Rule;
import io.bindery.localaws.events.Rules.Target;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsRequest;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.AwsService;
import io.bindery.localaws.http.JsonErrors;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** EventBridge as clients see it (JSON 1.1, the operations named in {@link #handle}). */
public final class EventsService implements AwsService {
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,64}");
  private static final int MAX_TARGETS_PER_RULE = 5;

  private final BusStore store;
  private final Arns arns;
  private final EventSink sink;
  private final PutEvents putEvents;

  public EventsService(
      Path directory, EventSink sink, Faults faults, String account, String region) {
    this.arns = new Arns(region, account);
    this.store = new BusStore(directory.resolve("events.json"), arns);
    this.sink = sink;
    this.putEvents = new PutEvents(account, region, faults);
  }

  /** An event of an AWS service, to the default bus; queues hold it when this returns. */
  public void publish(ObjectNode event) {
    publish(Arns.DEFAULT_BUS, event, "");
  }

  /** As EventBridge does, an event for a bus that is not there goes nowhere. */
  private void publish(String bus, ObjectNode event, String traceHeader) {
    store.ready(bus).ifPresent(to -> to.publish(event, traceHeader, Instant.now(), sink));
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    JsonNode in = request.json();
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    switch (request.target()) {
      case "PutEvents" -> putEvents.handle(in, out, this::publish);
      case "CreateEventBus" -> createEventBus(in, out);
      case "DeleteEventBus" -> deleteEventBus(in);
      case "DescribeEventBus" -> describe(store.bus(text(in, "Name")), out);
      case "ListEventBuses" -> listEventBuses(in, out);
      case "PutRule" -> putRule(in, out);
      case "DeleteRule" -> deleteRule(in);
      case "DescribeRule" -> describeRule(in, out);
      case "ListRules" -> listRules(in, out);
      case "EnableRule" -> changeRule(in, rule -> rule.withEnabled(true));
      case "DisableRule" -> changeRule(in, rule -> rule.withEnabled(false));
      case "PutTargets" -> putTargets(in, out);
      case "RemoveTargets" -> removeTargets(in, out);
      case "ListTargetsByRule" -> listTargets(in, out);
      case "TestEventPattern" -> out.put("Result", TestPattern.matches(in));
      default ->
          throw new AwsError(
              400,
              "UnknownOperationException",
              "The local EventBridge does not know the operation '" + request.target() + "'.");
    }
    return AwsResponse.json(200, out);
  }

  @Override
  public AwsResponse refusal(AwsError error, String requestId) {
    return JsonErrors.body(error.status(), error.code(), error.getMessage());
  }

  private synchronized void createEventBus(JsonNode in, ObjectNode out) {
    String name = text(in, "Name");
    if (!Pattern.matches("[.\\-_A-Za-z0-9/]{1,256}", name)) {
      throw invalid("The event bus name '" + name + "' is not valid.");
    }
    if (store.exists(name)) {
      throw new AwsError(
          400, "ResourceAlreadyExistsException", "Event bus " + name + " already exists.");
    }
    store.put(new Bus(name, text(in, "Description"), Map.of()));
    out.put("EventBusArn", arns.bus(name));
  }

  private synchronized void deleteEventBus(JsonNode in) {
    String name = Arns.busName(text(in, "Name"));
    if (name.equals(Arns.DEFAULT_BUS)) {
      throw invalid("Cannot delete event bus default.");
    }
    if (store.exists(name)) {
      Bus bus = store.bus(name);
      if (!bus.rules().isEmpty()) {
        throw invalid("Event bus " + name + " cannot be deleted since it has rules.");
      }
      store.remove(bus);
    }
  }

  private void describe(Bus bus, ObjectNode out) {
    out.put("Name", bus.name()).put("Arn", arns.bus(bus.name()));
    putIfSet(out, "Description", bus.description());
  }

  private void listEventBuses(JsonNode in, ObjectNode out) {
    ArrayNode list = out.putArray("EventBuses");
    String prefix = text(in, "NamePrefix");
    store.all().stream()
        .filter(bus -> bus.name().startsWith(prefix))
        .forEach(bus -> describe(bus, list.addObject()));
  }

  private synchronized void putRule(JsonNode in, ObjectNode out) {
    Bus bus = store.bus(text(in, "EventBusName"));
    String name = text(in, "Name");
    String pattern = text(in, "EventPattern");
    if (!NAME.matcher(name).matches()) {
      throw invalid("The rule name '" + name + "' is not valid.");
    }
    if (!text(in, "ScheduleExpression").isEmpty()) {
      throw invalid(
          "The local EventBridge has no schedules: rule '"
              + name
              + "' has the ScheduleExpression '"
              + text(in, "ScheduleExpression")
              + "'.");
    }
    if (pattern.isEmpty()) {
      throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    TestPattern.requireValid(pattern);
    Rule old = bus.rules().get(name);
    store.put(
        bus,
        new Rule(
            name,
            pattern,
            !text(in, "State").equals("DISABLED"),
            text(in, "Description"),
            text(in, "RoleArn"),
            old == null ? Map.of() : old.targets()));
    out.put("RuleArn", arns.rule(bus.name(), name));
  }

  private synchronized void deleteRule(JsonNode in) {
    Bus bus = store.bus(text(in, "EventBusName"));
    Rule rule = bus.rules().get(text(in, "Name"));
    if (rule == null) {
      return;
    }
    if (!rule.targets().isEmpty()) {
      throw invalid("Rule can't be deleted since it has targets.");
    }
    store.remove(bus, rule);
  }

  private void describeRule(JsonNode in, ObjectNode out) {
    Bus bus = store.bus(text(in, "EventBusName"));
    describe(bus, store.rule(bus, text(in, "Name")), out);
  }

  private void describe(Bus bus, Rule rule, ObjectNode out) {
    out.put("Name", rule.name())
        .put("Arn", arns.rule(bus.name(), rule.name()))
        .put("EventPattern", rule.pattern())
        .put("State", rule.enabled() ? "ENABLED" : "DISABLED")
        .put("EventBusName", bus.name());
    putIfSet(out, "Description", rule.description());
    putIfSet(out, "RoleArn", rule.roleArn());
  }

  private void listRules(JsonNode in, ObjectNode out) {
    Bus bus = store.bus(text(in, "EventBusName"));
    ArrayNode list = out.putArray("Rules");
    String prefix = text(in, "NamePrefix");
    bus.rules().values().stream()
        .filter(rule -> rule.name().startsWith(prefix))
        .forEach(rule -> describe(bus, rule, list.addObject()));
  }

  private synchronized void changeRule(JsonNode in, UnaryOperator<Rule> change) {
    Bus bus = store.bus(text(in, "EventBusName"));
    store.put(bus, change.apply(store.rule(bus, text(in, "Name"))));
  }

  private synchronized void putTargets(JsonNode in, ObjectNode out) {
    Bus bus = store.bus(text(in, "EventBusName"));
    Rule rule = store.rule(bus, text(in, "Rule"));
    Map<String, Target> targets = new TreeMap<>(rule.targets());
    for (JsonNode target : in.path("Targets")) {
      Target parsed = Targets.parse(target);
      targets.put(parsed.id(), parsed);
    }
    if (targets.size() > MAX_TARGETS_PER_RULE) {
      throw new AwsError(
          400,
          "LimitExceededException",
          "The requested resource exceeds the maximum number allowed: a rule has at most "
              + MAX_TARGETS_PER_RULE
              + " targets.");
    }
    store.put(bus, rule.withTargets(targets));
    out.put("FailedEntryCount", 0).putArray("FailedEntries");
  }

  private synchronized void removeTargets(JsonNode in, ObjectNode out) {
    Bus bus = store.bus(text(in, "EventBusName"));
    Rule rule = store.rule(bus, text(in, "Rule"));
    Map<String, Target> targets = new TreeMap<>(rule.targets());
    out.put("FailedEntryCount", 0);
    ArrayNode failed = out.putArray("FailedEntries");
    for (JsonNode id : in.path("Ids")) {
      if (targets.remove(id.asText()) == null) {
        failed
            .addObject()
            .put("TargetId", id.asText())
            .put("ErrorCode", "ResourceNotFoundException")
            .put(
                "ErrorMessage",
                "Rule " + rule.name() + " does not have a target with the Id " + id.asText() + ".");
      }
    }
    out.put("FailedEntryCount", failed.size());
    store.put(bus, rule.withTargets(targets));
  }

  private void listTargets(JsonNode in, ObjectNode out) {
    Rule rule = store.rule(store.bus(text(in, "EventBusName")), text(in, "Rule"));
    ArrayNode list = out.putArray("Targets");
    rule.targets().values().forEach(target -> Targets.render(target, list.addObject()));
  }

  static AwsError invalid(String message) {
    return new AwsError(400, "ValidationException", message);
  }

  static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }

  static void putIfSet(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
