package io.bindery.exchange.manifest;

/**
 * Where something stands in a manifest.
 *
 * @param line from 1; 0 if it stands at no place of the text
 * @param column from 1, in UTF-16 units; 0 beyond what can be counted in one line
 * @param index of the asset in the list, from 0; -1 if it belongs to none
 */
public record Place(int line, int column, long index) {
  /** Of the manifest as a whole. */
  public static final Place NONE = new Place(0, 0, -1);

  Place of(long asset) {
    return new Place(line, column, asset);
  }
}
