package io.bindery.quilt.crate;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.Excerpt;
import io.bindery.quilt.QuiltException;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.io.Serial;

/**
 * No package can be made of a crate. The message begins with the name that Quilt has for the error,
 * and its context.
 */
public final class CrateException extends QuiltException {
  @Serial private static final long serialVersionUID = 1L;

  /** What is wrong, by Quilt's names. */
  public enum Kind {
    /** The document of metadata is none. */
    INVALID_METADATA("InvalidMetadata"),
    /** Two entities of one id differ. */
    DUPLICATE_ID("RoCrateDuplicateId"),
    /** The name that the crate gives the package is none, or not text, or there are several. */
    INVALID_PACKAGE_NAME("RoCrateInvalidPackageName"),
    /** What {@code hasPart} lists can be in no package. */
    INVALID_PART("RoCrateInvalidPart"),
    /** Two things would have the same place in the package. */
    DUPLICATE_ENTRY("RoCrateDuplicateEntry"),
    /** Nothing is listed, or only empty folders. */
    NO_PARTS("RoCrateNoParts"),
    /** The metadata of a file have a number that no manifest can hold. */
    INVALID_ENTRY_META("RoCrateInvalidEntryMeta"),
    /** A folder cannot be listed. */
    FAILED_TO_LIST("RoCrateFailedToListPrefix"),
    /** A file is not there, or may not be read. */
    FAILED_TO_FETCH("FailedToFetchObjectMetadata"),
    /** A key that no package can hold, or a file where a folder is. */
    INVALID_LOGICAL_KEY("InvalidLogicalKey");

    private final String quiltName;

    Kind(String quiltName) {
      this.quiltName = quiltName;
    }

    /** As Quilt writes it. */
    public String quiltName() {
      return quiltName;
    }
  }

  private final Kind error;
  private final transient JsonObject context;

  /**
   * An error in our words.
   *
   * @param context as Quilt has it, for programs
   * @param words whole sentences: what is wrong, and the way out
   */
  public CrateException(Kind error, JsonObject context, String words) {
    this(error, context, words, null);
  }

  /** The same, with what is behind it. */
  public CrateException(Kind error, JsonObject context, String words, Throwable cause) {
    super(message(error, context, words), cause);
    this.error = requireNonNull(error, "error");
    this.context = context;
  }

  private static String message(Kind error, JsonObject context, String words) {
    var text = JsonForm.CANONICAL.toText(context);
    return "%s %s: %s".formatted(error.quiltName(), Excerpt.of(text, LONGEST), words);
  }

  private static final int LONGEST = 500;

  static JsonObject context(String key, JsonValue value) {
    return JsonObject.EMPTY.with(key, value);
  }

  static JsonObject context(String key, String value) {
    return context(key, new JsonString(value));
  }

  /** What is wrong. */
  public Kind kind() {
    return error;
  }

  /** What Quilt says of it, for programs. */
  public JsonObject context() {
    return context;
  }
}
