package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;

/** The keywords that the library decides in another way than Python's. */
final class PythonKeywords {
  static final List<Keyword> ALL =
      List.of(
          new Own("multipleOf", PythonKeywords::isMultiple, "must be a multiple of "),
          new Own(
              "uniqueItems", PythonKeywords::isUnique, "must have no item twice: uniqueItems = "));

  private PythonKeywords() {}

  /** By a fraction, Python divides doubles and looks if the result is whole. */
  private static boolean isMultiple(JsonNode divisor, JsonNode value) {
    if (!value.isNumber()) {
      return true;
    }
    if (Double.isNaN(divisor.doubleValue())) {
      // In Python it ends in an error of the language, whatever the number.
      throw new WorkflowException(
          WorkflowException.Rule.PATTERN,
          "The schema asks for a multiple of NaN, which cannot be decided. Give a number above 0.");
    }
    if (Double.isInfinite(divisor.doubleValue())) {
      return true;
    }
    if (!divisor.isIntegralNumber()) {
      double quotient = value.doubleValue() / divisor.doubleValue();
      return Double.isInfinite(quotient) || quotient == Math.rint(quotient);
    }
    return value.isIntegralNumber()
        && value.bigIntegerValue().mod(divisor.bigIntegerValue()).signum() == 0;
  }

  /** The library also looks at the values of objects. */
  private static boolean isUnique(JsonNode wanted, JsonNode value) {
    if (!wanted.booleanValue() || !value.isArray()) {
      return true;
    }
    var seen = new HashSet<JsonNode>();
    for (var item : value) {
      if (!seen.add(item)) {
        return false;
      }
    }
    return true;
  }

  /** A keyword that is decided by a function of its value and the value to be checked. */
  private static final class Own extends AbstractKeyword {
    private final BiPredicate<JsonNode, JsonNode> rule;
    private final String words;

    Own(String name, BiPredicate<JsonNode, JsonNode> rule, String words) {
      super(name);
      this.rule = rule;
      this.words = words;
    }

    @Override
    public KeywordValidator newValidator(
        SchemaLocation location, JsonNode wanted, Schema parent, SchemaContext context) {
      return new OwnValidator(this, location, wanted, parent, context);
    }
  }

  private static final class OwnValidator extends BaseKeywordValidator {
    private final Own keyword;
    private final JsonNode wanted;

    OwnValidator(
        Own keyword,
        SchemaLocation location,
        JsonNode wanted,
        Schema parent,
        SchemaContext context) {
      super(keyword, wanted, location, parent, context);
      this.keyword = keyword;
      this.wanted = wanted;
    }

    @Override
    public void validate(
        ExecutionContext execution, JsonNode value, JsonNode root, NodePath location) {
      if (!keyword.rule.test(wanted, value)) {
        execution.addError(
            error()
                .messageKey(keyword.getValue())
                .instanceNode(value)
                .instanceLocation(location)
                .evaluationPath(execution.getEvaluationPath())
                .locale(Locale.ENGLISH)
                .message(keyword.words + wanted.asText())
                .build());
      }
    }
  }
}
