package io.bindery.localaws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.Faults;
import io.bindery.localaws.events.Rules.Bus;
import io.bindery.localaws.events.Rules.Kept;
import io.bindery.localaws.events.Rules.Rule;
import io.bindery.localaws.events.Rules.Target;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsRequest;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.AwsService;
import io.bindery.localaws.http.JsonErrors;
import io.bindery.localaws.state.StateFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** EventBridge as clients see it (JSON 1.1, the operations named in {@link #handle}). */
public final class EventsService implements AwsService {
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,64}");
  private static final int MAX_TARGETS_PER_RULE = 5;

  private final StateFile<Kept> file;
  private final Arns arns;
  private final EventSink sink;
  private final PutEvents putEvents;
  private final Map<String, EventBus> ready = new ConcurrentHashMap<>();
  private volatile Map<String, Bus> buses;

  public EventsService(
      Path directory, EventSink sink, Faults faults, String account, String region) {
    this.file = new StateFile<>(directory.resolve("events.json"), Kept.class);
    this.arns = new Arns(region, account);
    this.sink = sink;
    this.putEvents = new PutEvents(account, region, faults);
    this.buses =
        new TreeMap<>(
            file.load(new Kept(Map.of(Arns.DEFAULT_BUS, new Bus(Arns.DEFAULT_BUS, "", Map.of()))))
                .buses());
    buses.forEach((name, bus) -> ready.put(name, new EventBus(bus, arns)));
  }

  /** An event of an AWS service, to the default bus; queues hold it when this returns. */
  public void publish(ObjectNode event) {
    ready.get(Arns.DEFAULT_BUS).publish(event, Instant.now(), sink);
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    JsonNode in = request.json();
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    switch (request.target()) {
      case "PutEvents" ->
          putEvents.handle(
              in,
              out,
              (bus, event) -> {
                // As EventBridge does, an event for a bus that is not there goes nowhere.
                EventBus to = ready.get(bus);
                if (to != null) {
                  to.publish(event, Instant.now(), sink);
                }
              });
      case "CreateEventBus" -> createEventBus(in, out);
      case "DeleteEventBus" -> deleteEventBus(in);
      case "DescribeEventBus" -> describe(bus(text(in, "Name")), out);
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
    if (buses.containsKey(name)) {
      throw new AwsError(
          400, "ResourceAlreadyExistsException", "Event bus " + name + " already exists.");
    }
    put(new Bus(name, text(in, "Description"), Map.of()));
    out.put("EventBusArn", arns.bus(name));
  }

  private synchronized void deleteEventBus(JsonNode in) {
    String name = Arns.busName(text(in, "Name"));
    if (name.equals(Arns.DEFAULT_BUS)) {
      throw invalid("Cannot delete event bus default.");
    }
    Bus bus = buses.get(name);
    if (bus != null) {
      if (!bus.rules().isEmpty()) {
        throw invalid("Event bus " + name + " cannot be deleted since it has rules.");
      }
      Map<String, Bus> next = new TreeMap<>(buses);
      next.remove(name);
      save(next);
      ready.remove(name);
    }
  }

  private void describe(Bus bus, ObjectNode out) {
    out.put("Name", bus.name()).put("Arn", arns.bus(bus.name()));
    putIfSet(out, "Description", bus.description());
  }

  private void listEventBuses(JsonNode in, ObjectNode out) {
    ArrayNode list = out.putArray("EventBuses");
    String prefix = text(in, "NamePrefix");
    buses.values().stream()
        .filter(bus -> bus.name().startsWith(prefix))
        .forEach(bus -> describe(bus, list.addObject()));
  }

  private synchronized void putRule(JsonNode in, ObjectNode out) {
    Bus bus = bus(text(in, "EventBusName"));
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
    put(
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
    Bus bus = bus(text(in, "EventBusName"));
    Rule rule = bus.rules().get(text(in, "Name"));
    if (rule == null) {
      return;
    }
    if (!rule.targets().isEmpty()) {
      throw invalid("Rule can't be deleted since it has targets.");
    }
    Map<String, Rule> rules = new TreeMap<>(bus.rules());
    rules.remove(rule.name());
    put(new Bus(bus.name(), bus.description(), rules));
  }

  private void describeRule(JsonNode in, ObjectNode out) {
    Bus bus = bus(text(in, "EventBusName"));
    describe(bus, rule(bus, text(in, "Name")), out);
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
    Bus bus = bus(text(in, "EventBusName"));
    ArrayNode list = out.putArray("Rules");
    String prefix = text(in, "NamePrefix");
    bus.rules().values().stream()
        .filter(rule -> rule.name().startsWith(prefix))
        .forEach(rule -> describe(bus, rule, list.addObject()));
  }

  private synchronized void changeRule(JsonNode in, UnaryOperator<Rule> change) {
    Bus bus = bus(text(in, "EventBusName"));
    put(bus, change.apply(rule(bus, text(in, "Name"))));
  }

  private synchronized void putTargets(JsonNode in, ObjectNode out) {
    Bus bus = bus(text(in, "EventBusName"));
    Rule rule = rule(bus, text(in, "Rule"));
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
    put(bus, rule.withTargets(targets));
    out.put("FailedEntryCount", 0).putArray("FailedEntries");
  }

  private synchronized void removeTargets(JsonNode in, ObjectNode out) {
    Bus bus = bus(text(in, "EventBusName"));
    Rule rule = rule(bus, text(in, "Rule"));
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
    put(bus, rule.withTargets(targets));
  }

  private void listTargets(JsonNode in, ObjectNode out) {
    Rule rule = rule(bus(text(in, "EventBusName")), text(in, "Rule"));
    ArrayNode list = out.putArray("Targets");
    rule.targets().values().forEach(target -> Targets.render(target, list.addObject()));
  }

  private Bus bus(String nameOrArn) {
    String name = Arns.busName(nameOrArn);
    Bus bus = buses.get(name);
    if (bus == null) {
      throw new AwsError(
          400, "ResourceNotFoundException", "Event bus " + name + " does not exist.");
    }
    return bus;
  }

  private static Rule rule(Bus bus, String name) {
    Rule rule = bus.rules().get(name);
    if (rule == null) {
      throw new AwsError(
          400,
          "ResourceNotFoundException",
          "Rule " + name + " does not exist on EventBus " + bus.name() + ".");
    }
    return rule;
  }

  private void put(Bus bus, Rule rule) {
    Map<String, Rule> rules = new TreeMap<>(bus.rules());
    rules.put(rule.name(), rule);
    put(new Bus(bus.name(), bus.description(), rules));
  }

  private void put(Bus bus) {
    EventBus built = new EventBus(bus, arns);
    Map<String, Bus> next = new TreeMap<>(buses);
    next.put(bus.name(), bus);
    save(next);
    ready.put(bus.name(), built);
  }

  private void save(Map<String, Bus> next) {
    file.save(new Kept(next));
    buses = next;
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
