package io.bindery.packager.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import io.bindery.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** A JSON Schema of draft 7 that decides as the jsonschema library of Python does. */
final class JsonSchema {
  /** Steps that the patterns of one schema may take on one value, a few seconds. */
  private static final long MAX_STEPS = 100 * BoundedPattern.MAX_STEPS;

  /** A value with more parts is told only the first reason: each takes memory. */
  private static final int MANY_PARTS = 20_000;

  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .regularExpressionFactory(pattern -> BoundedPattern.compile(pattern)::isIn)
          .formatAssertionsEnabled(false)
          .pathType(PathType.JSON_PATH)
          .locale(Locale.ENGLISH)
          .errorMessageKeyword(null)
          .build();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          Dialect.builder(Dialects.getDraft7()).keyword(new MultipleOf()).build(),
          builder -> builder.schemaRegistryConfig(CONFIG).schemaCacheEnabled(false));

  /** Only what the library itself has along is ever read by it; nothing is fetched. */
  private static final Schema META =
      SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_7, builder -> builder.schemaRegistryConfig(CONFIG))
          .getSchema(SchemaLocation.of(Dialects.getDraft7().getId()));

  private final JsonNode checks;
  private final Schema schema;

  private JsonSchema(JsonNode checks) {
    this.checks = checks;
    this.schema = REGISTRY.getSchema(checks);
    this.schema.initializeValidators();
  }

  /** Why a value is no schema of draft 7; nothing if it is one. */
  static Reasons reasonsAgainst(JsonValue schema) {
    return reasons(META, JsonNodes.of(schema));
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
    return BoundedPattern.within(MAX_STEPS, () -> reasons(schema, value));
  }

  private static Reasons reasons(Schema schema, JsonNode value) {
    boolean large = parts(value, MANY_PARTS) < 0;
    List<Error> errors =
        large
            ? schema.validate(value, context -> context.setFailFast(true))
            : schema.validate(value);
    return Reasons.of(errors.stream().map(JsonSchema::reason).toList());
  }

  private static String reason(Error error) {
    return error.getInstanceLocation() + ": " + error.getMessage();
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

  /** By a fraction, Python divides doubles and looks if the result is whole. */
  private static final class MultipleOf extends AbstractKeyword {
    MultipleOf() {
      super("multipleOf");
    }

    @Override
    public KeywordValidator newValidator(
        SchemaLocation location, JsonNode divisor, Schema parent, SchemaContext context) {
      return new MultipleOfValidator(this, location, divisor, parent, context);
    }
  }

  private static final class MultipleOfValidator extends BaseKeywordValidator {
    private final JsonNode divisor;

    MultipleOfValidator(
        MultipleOf keyword,
        SchemaLocation location,
        JsonNode divisor,
        Schema parent,
        SchemaContext context) {
      super(keyword, divisor, location, parent, context);
      this.divisor = divisor;
    }

    @Override
    public void validate(
        ExecutionContext execution, JsonNode value, JsonNode root, NodePath location) {
      if (!value.isNumber() || isMultiple(value)) {
        return;
      }
      execution.addError(
          error()
              .messageKey("multipleOf")
              .instanceNode(value)
              .instanceLocation(location)
              .evaluationPath(execution.getEvaluationPath())
              .locale(Locale.ENGLISH)
              .message("must be multiple of " + divisor.asText())
              .build());
    }

    private boolean isMultiple(JsonNode value) {
      if (divisor.isIntegralNumber()) {
        return value.isIntegralNumber()
            ? value.bigIntegerValue().mod(divisor.bigIntegerValue()).signum() == 0
            : isZero(value.decimalValue().remainder(divisor.decimalValue()));
      }
      double quotient = value.doubleValue() / divisor.doubleValue();
      return Double.isInfinite(quotient) || quotient == Math.rint(quotient);
    }

    private static boolean isZero(BigDecimal remainder) {
      return remainder.signum() == 0;
    }
  }
}
