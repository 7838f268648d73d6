package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema for the list of all entries, cut into what can be checked entry by entry, so that the
 * list is never in memory. Only what draft 7 says of arrays plays a part at the top; entries are
 * never equal, so {@code uniqueItems} always holds.
 */
final class EntriesRule {
  private final JsonNode schema;
  private final boolean never;
  private final boolean wrongType;
  private final List<JsonNode> lists;
  private final List<JsonSchema> positions = new ArrayList<>();
  private final JsonSchema others;
  private final JsonSchema contained;
  private final List<EntriesRule> all;
  private final List<EntriesRule> any;
  private final List<EntriesRule> one;
  private final EntriesRule not;
  private final EntriesRule condition;
  private final EntriesRule then;
  private final EntriesRule otherwise;

  private EntriesRule(JsonNode schema) {
    this.schema = schema;
    this.never = schema.isBoolean() && !schema.booleanValue();
    this.wrongType = !Draft7.allowsArrays(schema.path("type"));
    this.lists = lists(schema);
    var items = schema.path("items");
    if (items.isArray()) {
      items.forEach(item -> positions.add(JsonSchema.part(item)));
      this.others = part(schema.path("additionalItems"));
    } else {
      this.others = part(items);
    }
    this.contained = part(schema.path("contains"));
    this.all = rules(schema.path("allOf"));
    this.any = rules(schema.path("anyOf"));
    this.one = rules(schema.path("oneOf"));
    this.not = rule(schema.path("not"));
    this.condition = rule(schema.path("if"));
    this.then = rule(schema.path("then"));
    this.otherwise = rule(schema.path("else"));
  }

  /** The rule that a schema's checks make. */
  static EntriesRule of(JsonSchema schema) {
    return new EntriesRule(schema.checks());
  }

  /** The lists that the whole must be one of; null if it may be any. */
  private static List<JsonNode> lists(JsonNode schema) {
    if (!schema.has("const") && !schema.has("enum")) {
      return null;
    }
    var lists = new ArrayList<JsonNode>();
    for (var list : schema.has("const") ? List.of(schema.get("const")) : schema.get("enum")) {
      if (list.isArray() && (!schema.has("enum") || contains(schema.get("enum"), list))) {
        lists.add(list);
      }
    }
    return lists;
  }

  private static boolean contains(JsonNode lists, JsonNode list) {
    for (var other : lists) {
      if (other.equals(list)) {
        return true;
      }
    }
    return false;
  }

  private static JsonSchema part(JsonNode schema) {
    return schema.isMissingNode() ? null : JsonSchema.part(schema);
  }

  private static EntriesRule rule(JsonNode schema) {
    return schema.isMissingNode() ? null : new EntriesRule(schema);
  }

  private static List<EntriesRule> rules(JsonNode schemas) {
    var rules = new ArrayList<EntriesRule>();
    schemas.forEach(schema -> rules.add(new EntriesRule(schema)));
    return rules;
  }

  /** Begins to check a list. */
  Checking start() {
    return new Checking();
  }

  private static List<Checking> start(List<EntriesRule> rules) {
    return rules.stream().map(rule -> rule.new Checking()).toList();
  }

  private static Checking start(EntriesRule rule) {
    return rule == null ? null : rule.new Checking();
  }

  /** The check of one list of entries. */
  final class Checking {
    private final List<Reason> wrong = new ArrayList<>();
    private final List<JsonNode> candidates = lists == null ? null : new ArrayList<>(lists);
    private final List<Checking> allOf = start(all);
    private final List<Checking> anyOf = start(any);
    private final List<Checking> oneOf = start(one);
    private final Checking negated = start(not);
    private final Checking tested = start(condition);
    private final Checking ifSo = start(then);
    private final Checking ifNot = start(otherwise);
    private boolean found;
    private int count;

    private Checking() {}

    /** Whether it is certain by now that the list does not match, with enough reasons. */
    boolean isDecided() {
      return wrong.size() > Reasons.TOLD;
    }

    /** The next entry. */
    void next(JsonNode entry) {
      int index = count++;
      var schemaOfEntry = index < positions.size() ? positions.get(index) : others;
      if (schemaOfEntry != null && !isDecided()) {
        schemaOfEntry
            .check(entry)
            .first()
            .forEach(reason -> wrong.add(place(index, entry, reason)));
      }
      if (contained != null && !found) {
        found = contained.check(entry).isEmpty();
      }
      if (candidates != null) {
        candidates.removeIf(list -> index >= list.size() || !list.get(index).equals(entry));
      }
      allOf.forEach(check -> check.next(entry));
      anyOf.forEach(check -> check.next(entry));
      oneOf.forEach(check -> check.next(entry));
      for (var check : new Checking[] {negated, tested, ifSo, ifNot}) {
        if (check != null) {
          check.next(entry);
        }
      }
    }

    /** The place in the list, with the key that people know it by. */
    private static Reason place(int index, JsonNode entry, Reason reason) {
      return new Reason(
          "$[%d]%s".formatted(index, reason.path().substring(1)),
          "%s (entry '%s')".formatted(reason.text(), entry.path("logical_key").asText()));
    }

    /** Ends the list. */
    Reasons end() {
      return Reasons.of(reasons());
    }

    private List<Reason> reasons() {
      var reasons = new ArrayList<Reason>();
      if (never) {
        reasons.add(Reason.ofAll("the schema allows no entries, not even none"));
      }
      if (wrongType) {
        reasons.add(Reason.ofAll("the entries are a list, the schema wants " + schema.get("type")));
      }
      checkSize(reasons);
      if (candidates != null && candidates.stream().noneMatch(list -> list.size() == count)) {
        reasons.add(Reason.ofAll("the list of entries is not one that the schema names"));
      }
      reasons.addAll(wrong);
      if (contained != null && !found) {
        reasons.add(Reason.ofAll("no entry matches what the schema says in 'contains'"));
      }
      allOf.forEach(check -> reasons.addAll(check.reasons()));
      checkCombined(reasons);
      return reasons;
    }

    private void checkSize(List<Reason> reasons) {
      if (schema.has("minItems") && count < schema.get("minItems").intValue()) {
        reasons.add(
            Reason.ofAll(
                "there are %d entries, fewer than %s".formatted(count, schema.get("minItems"))));
      }
      if (schema.has("maxItems") && count > schema.get("maxItems").intValue()) {
        reasons.add(
            Reason.ofAll(
                "there are %d entries, more than %s".formatted(count, schema.get("maxItems"))));
      }
    }

    private void checkCombined(List<Reason> reasons) {
      if (!anyOf.isEmpty() && anyOf.stream().noneMatch(Checking::matches)) {
        reasons.add(
            Reason.ofAll("the entries match none of 'anyOf': " + anyOf.get(0).end().text()));
      }
      long matching = oneOf.stream().filter(Checking::matches).count();
      if (!oneOf.isEmpty() && matching != 1) {
        reasons.add(Reason.ofAll("the entries match %d of 'oneOf', not one".formatted(matching)));
      }
      if (negated != null && negated.matches()) {
        reasons.add(Reason.ofAll("the entries match what the schema says in 'not'"));
      }
      if (tested != null) {
        var follows = tested.matches() ? ifSo : ifNot;
        if (follows != null) {
          reasons.addAll(follows.reasons());
        }
      }
    }

    private boolean matches() {
      return reasons().isEmpty();
    }
  }
}
