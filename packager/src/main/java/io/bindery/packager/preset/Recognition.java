package io.bindery.packager.preset;

import java.util.List;
import java.util.Optional;

/**
 * What a folder is taken for.
 *
 * @param preset its name
 * @param confidence 1 to 100: the sum of what the evidence weighs
 * @param evidence the most weighty first, at least one
 * @param marker the first file that says the folder is complete, from the folder on; absent if none
 *     was listed
 */
public record Recognition(
    String preset, int confidence, List<Evidence> evidence, Optional<String> marker) {
  public Recognition {
    evidence = List.copyOf(evidence);
  }
}
