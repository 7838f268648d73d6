package io.bindery.packager.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a job was asked for, which decides what it may do; the weakest first. The words are in the
 * journal and in {@code package_job}: they never change.
 */
public enum Intent {
  /** It tells what the package would be, and makes none. */
  SUGGESTION,
  /**
   * It came by the queue: by a batch, an event or a program. It makes the package, unless that
   * belongs to a person.
   */
  AUTOMATIC,
  /** Somebody ordered it. It makes the package, whoever wrote the newest revision. */
  ORDER;

  /** As the journal and tables write it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The intent of this word, if there is one. */
  public static Optional<Intent> of(String word) {
    return Arrays.stream(values()).filter(intent -> intent.word().equals(word)).findFirst();
  }

  /** What a job is to do that two have asked for. */
  Intent and(Intent other) {
    return compareTo(other) < 0 ? other : this;
  }
}
