package io.bindery.protocol.description;

import static java.util.Objects.requireNonNull;

/**
 * Entries that were named one by one and are kept under an id.
 *
 * @param id not empty
 */
public record EntryList(String id) implements PackageSource {
  public EntryList {
    requireNonNull(id, "id");
    if (id.isEmpty()) {
      throw new IllegalArgumentException("the id of a list of entries is empty");
    }
  }

  @Override
  public String toString() {
    return "entries:" + id;
  }
}
