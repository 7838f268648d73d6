package io.bindery.bench.chaos.history;

import java.util.List;

/**
 * A revision that a registry has.
 *
 * @param name of the package
 * @param pointer the name of its pointer: the second in which it was made
 * @param topHash that the pointer holds
 * @param latest whether {@code latest} leads to it
 * @param entries of its manifest
 */
public record Revision(
    String name, long pointer, String topHash, boolean latest, List<Entry> entries) {
  public Revision {
    entries = List.copyOf(entries);
  }

  /** An object in a manifest. */
  public record Entry(String key, String version, String hash) {}
}
