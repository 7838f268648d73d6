package io.bindery.protocol.field;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.regex.Pattern;

/** What is wrong with a text that is not JSON, and where. */
public final class JsonComplaint {
  /** What the parser advises the programmer who uses it. */
  private static final Pattern ADVICE =
      Pattern.compile("(: enable `|\\(for Array|, maximum depth|; |\\n)", Pattern.DOTALL);

  private JsonComplaint() {}

  /** The complaint as part of a sentence, shortened and safe to show. */
  public static String of(JsonProcessingException e) {
    // The only thing that is asked of the tree is that nothing comes after it.
    var words =
        e instanceof MismatchedInputException
            ? "something follows it"
            : ADVICE.split(String.valueOf(e.getOriginalMessage()), 2)[0].strip();
    return FieldException.shown(words) + place(e.getLocation());
  }

  private static String place(JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
