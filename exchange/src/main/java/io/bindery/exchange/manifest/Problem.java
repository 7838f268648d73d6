package io.bindery.exchange.manifest;

/**
 * Something that is wrong with a manifest.
 *
 * @param field its path, such as {@code asset_list[3].Key}
 * @param message what is wrong and what to do, as a sentence
 */
public record Problem(Place place, String field, String message) {
  @Override
  public String toString() {
    var at =
        place.line() == 0
            ? ""
            : place.column() == 0
                ? "line %d, ".formatted(place.line())
                : "line %d, column %d, ".formatted(place.line(), place.column());
    return at + field + ": " + message;
  }
}
