package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A schema for the list of all entries, cut into what can be checked entry by entry, so that the
 * list is never in memory. Only what draft 7 says of arrays plays a part at the top; entries are
 * never equal, so {@code uniqueItems} always holds.
 */
final class EntriesRule {
  private final JsonNode schema;
  private final boolean never;
  private final boolean wrongType;
  private final Map<String, List<JsonNode>> lists = new HashMap<>();
  private final List<JsonSchema> positions = new ArrayList<>();
  private final JsonSchema others;
  private final JsonSchema rest;
  private final boolean noRest;
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
    for (var keyword : List.of("const", "enum")) {
      if (schema.has(keyword)) {
        lists.put(keyword, lists(schema, keyword));
      }
    }
    var items = schema.path("items");
    if (items.isArray()) {
      items.forEach(item -> positions.add(JsonSchema.part(item)));
    }
    var additional = schema.path("additionalItems");
    this.others = items.isArray() ? null : part(items);
    this.rest = items.isArray() && additional.isObject() ? part(additional) : null;
    this.noRest = items.isArray() && additional.isBoolean() && !additional.booleanValue();
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

  /** The lists that the whole must be one of. */
  private static List<JsonNode> lists(JsonNode schema, String keyword) {
    var lists = new ArrayList<JsonNode>();
    for (var list : keyword.equals("const") ? List.of(schema.get(keyword)) : schema.get(keyword)) {
      if (list.isArray()) {
        lists.add(list);
      }
    }
    return lists;
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
    private final Found items = new Found();
    private final Found additional = new Found();
    private final Map<String, List<JsonNode>> candidates = new HashMap<>();
    private final List<Checking> allOf = start(all);
    private final List<Checking> anyOf = start(any);
    private final List<Checking> oneOf = start(one);
    private final Checking negated = start(not);
    private final Checking tested = start(condition);
    private final Checking ifSo = start(then);
    private final Checking ifNot = start(otherwise);
    private boolean found;
    private int count;

    private Checking() {
      lists.forEach((keyword, all) -> candidates.put(keyword, new ArrayList<>(all)));
    }

    /** The next entry. */
    void next(JsonNode entry) {
      int index = count++;
      boolean inPositions = index < positions.size();
      var schemaOfEntry = inPositions ? positions.get(index) : others != null ? others : rest;
      var wrong = inPositions || others != null ? items : additional;
      if (schemaOfEntry != null && !wrong.isFull()) {
        wrong.addAll(
            schemaOfEntry.check(entry).first().stream()
                .map(reason -> place(index, entry, reason))
                .toList());
      }
      if (contained != null && !found) {
        found = contained.check(entry).isEmpty();
      }
      candidates
          .values()
          .forEach(
              all -> all.removeIf(list -> index >= list.size() || !list.get(index).equals(entry)));
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
          "/%d%s".formatted(index, reason.quiltPath()),
          "%s (entry '%s')".formatted(reason.text(), entry.path("logical_key").asText()));
    }

    /** Ends the list. */
    Reasons end() {
      return Reasons.of(reasons());
    }

    /** By the keywords in the order of the schema, as Python's jsonschema goes through them. */
    private List<Reason> reasons() {
      if (never) {
        return List.of(Reason.ofAll("the schema allows no entries, not even none"));
      }
      var reasons = new Found();
      schema.fieldNames().forEachRemaining(keyword -> check(keyword, reasons));
      return reasons.reasons();
    }

    private void check(String keyword, Found reasons) {
      switch (keyword) {
        case "type" -> {
          if (wrongType) {
            wrong(reasons, "the entries are a list, the schema wants " + schema.get("type"));
          }
        }
        case "minItems" -> {
          if (count < schema.get(keyword).intValue()) {
            wrong(
                reasons,
                "there are %d entries, fewer than %s".formatted(count, schema.get(keyword)));
          }
        }
        case "maxItems" -> {
          if (count > schema.get(keyword).intValue()) {
            wrong(
                reasons,
                "there are %d entries, more than %s".formatted(count, schema.get(keyword)));
          }
        }
        case "const", "enum" -> {
          if (candidates.get(keyword).stream().noneMatch(list -> list.size() == count)) {
            wrong(reasons, "the list of entries is not one that the schema names");
          }
        }
        case "items" -> reasons.addAll(items.reasons());
        case "additionalItems" -> {
          reasons.addAll(additional.reasons());
          if (noRest && count > positions.size()) {
            wrong(
                reasons,
                "there are %d entries, the schema allows %d".formatted(count, positions.size()));
          }
        }
        case "contains" -> {
          if (!found) {
            wrong(reasons, "no entry matches what the schema says in 'contains'");
          }
        }
        default -> checkCombined(keyword, reasons);
      }
    }

    private void checkCombined(String keyword, Found reasons) {
      switch (keyword) {
        case "allOf" -> allOf.forEach(check -> reasons.addAll(check.reasons()));
        case "anyOf" -> {
          if (anyOf.stream().noneMatch(Checking::matches)) {
            wrong(reasons, "the entries match none of 'anyOf': " + anyOf.get(0).end().text());
          }
        }
        case "oneOf" -> {
          long matching = oneOf.stream().filter(Checking::matches).count();
          if (matching != 1) {
            wrong(reasons, "the entries match %d of 'oneOf', not one".formatted(matching));
          }
        }
        case "not" -> {
          if (negated.matches()) {
            wrong(reasons, "the entries match what the schema says in 'not'");
          }
        }
        case "if" -> {
          var follows = tested.matches() ? ifSo : ifNot;
          if (follows != null) {
            reasons.addAll(follows.reasons());
          }
        }
        default -> {
          // Says nothing of lists.
        }
      }
    }

    private static void wrong(Found reasons, String text) {
      reasons.add(Place.WHOLE, text);
    }

    private boolean matches() {
      return reasons().isEmpty();
    }
  }
}
