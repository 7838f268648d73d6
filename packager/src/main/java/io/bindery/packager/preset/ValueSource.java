package io.bindery.packager.preset;

/**
 * Where a value of the metadata is from.
 *
 * @param file from the folder on
 * @param field which field in it: a path such as {@code /RunInfo/Run/@Id}, or a name
 */
public record ValueSource(String file, String field) {
  /** As it stands in metadata: the file, a {@code #}, and the field. */
  @Override
  public String toString() {
    return file + "#" + field;
  }
}
