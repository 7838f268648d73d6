package io.bindery.packager.preset;

import java.util.List;

/**
 * What a folder's own files tell of it.
 *
 * @param values each name once, in the order of the names
 * @param notices why values are missing, a sentence or two each, on one line
 */
public record RunMetadata(List<MetadataValue> values, List<String> notices) {
  public RunMetadata {
    values = List.copyOf(values);
    notices = List.copyOf(notices);
  }
}
