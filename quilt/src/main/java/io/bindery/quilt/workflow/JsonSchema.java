package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.pattern.Guarded;
import io.bindery.quilt.pattern.TooComplexException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A JSON Schema of draft 7 that decides as the jsonschema library of Python does. */
public final class JsonSchema {
  /** Steps that the patterns of one schema may take on one value, a few seconds. */
  private static final long MAX_STEPS = 100 * BoundedPattern.MAX_STEPS;

  /** What comparing a part of a schema with a value counts as. */
  private static final int STEPS_PER_PART = 200;

  /** The same, if each may leave a reason behind: then memory is what is short. */
  private static final int STEPS_PER_REASON = 2000;

  /** Keywords of which one branch is enough, and how many reasons of branches are told. */
  private static final Set<String> BRANCHED = Set.of("anyOf", "oneOf");

  private static final int BRANCHES = 3;

  /** A value with more parts is told only the first reason: each takes memory. */
  private static final int MANY_PARTS = 20_000;

  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .regularExpressionFactory(pattern -> BoundedPattern.compile(pattern)::isIn)
          .formatAssertionsEnabled(false)
          .pathType(PathType.JSON_POINTER)
          .locale(Locale.ENGLISH)
          .errorMessageKeyword(null)
          .build();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          Dialect.builder(Dialects.getDraft7())
              .keywords(PythonKeywords.ALL)
              .keyword(new StepKeyword())
              .build(),
          builder -> builder.schemaRegistryConfig(CONFIG).schemaCacheEnabled(false));

  /** The library's own copy is of an older edition, which allows less. */
  private static final Schema META =
      REGISTRY.getSchema(JsonNodes.of(resource("draft7.schema.json")));

  private final JsonNode checks;
  private final Schema schema;

  private JsonSchema(JsonNode checks) {
    this.checks = checks;
    this.schema = REGISTRY.getSchema(StepKeyword.in(checks));
    this.schema.initializeValidators();
  }

  /** Why a value is no schema of draft 7; nothing if it is one. */
  static Reasons reasonsAgainst(JsonValue schema) {
    var node = NonFinite.standIns(JsonNodes.of(schema));
    return reasons(META, node, parts(node, MANY_PARTS) < 0);
  }

  /**
   * Compiles a valid schema.
   *
   * @throws PatternException if a pattern does not compile
   */
  static JsonSchema compile(JsonValue schema) {
    return new JsonSchema(Draft7.checks(JsonNodes.of(schema)));
  }

  /** Compiles a part of a schema that is compiled. */
  static JsonSchema part(JsonNode checks) {
    return new JsonSchema(checks);
  }

  /** What it checks. */
  JsonNode checks() {
    return checks;
  }

  /**
   * Why a value does not match.
   *
   * @throws PatternException if a pattern was cut off
   */
  Reasons check(JsonValue value) {
    return check(JsonNodes.of(value));
  }

  Reasons check(JsonNode value) {
    boolean large = parts(value, MANY_PARTS) < 0;
    try {
      return Guarded.call(
          "The schema, or what it checks,",
          () ->
              BoundedPattern.within(
                  MAX_STEPS, large ? STEPS_PER_PART : STEPS_PER_REASON, () -> reasons(value)));
    } catch (TooComplexException e) {
      throw new PatternException(e.getMessage());
    }
  }

  private Reasons reasons(JsonNode value) {
    if (allows(value)) {
      return Reasons.NONE;
    }
    var found = new Found();
    new SchemaWalk(checks).find(value, Place.WHOLE, found);
    // The library decides; what it finds and the walk does not is told in its order.
    return found.reasons().isEmpty() ? reasons(schema, value, true) : Reasons.of(found.reasons());
  }

  /** Whether a value matches, as a part of a check that is bounded. */
  boolean allows(JsonNode value) {
    return schema.validate(value, context -> context.setFailFast(true)).isEmpty();
  }

  /**
   * Why a value does not match a schema of a single keyword, on one line. Of branches, the first
   * few reasons are told.
   */
  String words(String keyword, JsonNode value) {
    var errors = schema.validate(value);
    var words =
        errors.stream()
            .map(Error::getMessage)
            .distinct()
            .limit(BRANCHES)
            .collect(Collectors.joining(", or "));
    return BRANCHED.contains(keyword)
        ? "matches no part of '%s': %s".formatted(keyword, words)
        : words;
  }

  private static Reasons reasons(Schema schema, JsonNode value, boolean large) {
    List<Error> errors =
        large
            ? schema.validate(value, context -> context.setFailFast(true))
            : schema.validate(value);
    return Reasons.of(errors.stream().map(JsonSchema::reason).toList());
  }

  private static Reason reason(Error error) {
    return Reason.at(place(error.getInstanceLocation()), error.getMessage());
  }

  private static Place place(NodePath location) {
    var place = Place.WHOLE;
    for (int i = 0; i < location.getNameCount(); i++) {
      place =
          location.getElement(i) instanceof Integer index
              ? place.item(index)
              : place.member(location.getName(i));
    }
    return place;
  }

  /** A schema that is part of the program. */
  static JsonValue resource(String name) {
    try (var in = JsonSchema.class.getResourceAsStream(name)) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is left of a number after all parts are taken from it, negative if it is too small. */
  private static int parts(JsonNode value, int left) {
    int rest = left - 1;
    if (value.isContainerNode()) {
      for (var part : value) {
        if (rest < 0) {
          break;
        }
        rest = parts(part, rest);
      }
    }
    return rest;
  }
}
