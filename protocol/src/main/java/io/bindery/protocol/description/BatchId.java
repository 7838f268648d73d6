package io.bindery.protocol.description;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code batch_id} of a description: which batch asked for the package. */
public final class BatchId {
  static final String ALLOWED = "1 to 128 letters, digits, '.', '_', ':' or '-'";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private BatchId() {}

  /** Whether a text can be the id of a batch. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** The id in a text that may be no description at all; nothing if there is none. */
  public static Optional<String> in(String description) {
    try {
      return Json.parse(description) instanceof JsonObject object ? of(object) : Optional.empty();
    } catch (JsonSyntaxException e) {
      return Optional.empty();
    }
  }

  static Optional<String> of(JsonObject description) {
    return description
        .get(DescriptionField.BATCH_ID.key())
        .filter(JsonString.class::isInstance)
        .map(it -> ((JsonString) it).value())
        .filter(BatchId::isOne);
  }
}
