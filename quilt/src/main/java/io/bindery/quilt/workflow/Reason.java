package io.bindery.quilt.workflow;

import io.bindery.quilt.Excerpt;
import java.util.Optional;

/**
 * Why a value does not match a schema.
 *
 * @param path of what is wrong, as JSON path
 * @param quiltPath of the same as Quilt writes it, from the whole: empty, or {@code /runs/3}
 * @param text without a full stop
 * @param missing the property that should be there, if that is what is wrong
 */
record Reason(String path, String quiltPath, String text, Optional<String> missing) {
  private static final int LONGEST = 500;

  /** Values and keys are quoted in them, of any length. */
  Reason {
    path = shortened(path);
    quiltPath = shortened(quiltPath);
    text = shortened(text);
    missing = missing.map(Reason::shortened);
  }

  Reason(String path, String quiltPath, String text) {
    this(path, quiltPath, text, Optional.empty());
  }

  static Reason at(Place place, String text) {
    return new Reason(place.jsonPath(), place.quiltPath(), text);
  }

  /** A property is not there. */
  static Reason missing(Place place, String name) {
    return new Reason(
        place.jsonPath(),
        place.quiltPath(),
        "required property '%s' not found".formatted(name),
        Optional.of(name));
  }

  /** It is wrong as a whole. */
  static Reason ofAll(String text) {
    return at(Place.WHOLE, text);
  }

  private static String shortened(String text) {
    return Excerpt.of(text, LONGEST);
  }

  @Override
  public String toString() {
    return path + ": " + text;
  }
}
