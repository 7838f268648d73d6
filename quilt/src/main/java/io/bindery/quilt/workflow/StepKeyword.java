package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;

/**
 * A keyword that stands in each part of a schema and takes what comparing that part with a value
 * costs from what the whole check may take. The library itself has no bound, and the work is the
 * product of the sizes of schema and value.
 */
final class StepKeyword extends AbstractKeyword {
  static final String NAME = "bindery-steps";

  StepKeyword() {
    super(NAME);
  }

  /** A schema of {@link Draft7} whose parts count. */
  static JsonNode in(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    var counted = ((ObjectNode) schema).objectNode();
    int size = 0;
    for (var member : schema.properties()) {
      var value = member.getValue();
      size += value.size();
      counted.set(member.getKey(), Draft7.mapped(member.getKey(), value, StepKeyword::in));
    }
    counted.set(NAME, IntNode.valueOf(size));
    return counted;
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode size, Schema parent, SchemaContext context) {
    var node = parent.getSchemaNode();
    boolean whole = node.has("enum") || node.has("const") || node.has("uniqueItems");
    return new StepValidator(this, location, size, parent, context, whole);
  }

  private static final class StepValidator extends BaseKeywordValidator {
    private final int size;
    private final boolean whole;

    StepValidator(
        StepKeyword keyword,
        SchemaLocation location,
        JsonNode size,
        Schema parent,
        SchemaContext context,
        boolean whole) {
      super(keyword, size, location, parent, context);
      this.size = size.intValue();
      this.whole = whole;
    }

    @Override
    public void validate(
        ExecutionContext execution, JsonNode value, JsonNode root, NodePath location) {
      BoundedPattern.compared(1 + size / 10);
      if (whole) {
        spendAll(value);
      }
    }

    /** What is equal is compared to its last part. */
    private static void spendAll(JsonNode value) {
      BoundedPattern.compared(1);
      value.forEach(StepValidator::spendAll);
    }
  }
}
