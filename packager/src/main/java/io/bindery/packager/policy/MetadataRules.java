package io.bindery.packager.policy;

import io.bindery.packager.metadata.MetadataTemplate;
import io.bindery.packager.preset.Preset;
import java.util.List;
import java.util.Optional;

/**
 * Where metadata comes from besides the description.
 *
 * @param template absent if there is none
 * @param files names of files in the folder, those that win last
 * @param crate whether an RO-Crate in the folder is read
 * @param preset which knows the folder's own files
 */
public record MetadataRules(
    Optional<MetadataTemplate> template,
    List<String> files,
    boolean crate,
    Optional<Preset> preset) {
  /** From nowhere else. */
  public static final MetadataRules NONE =
      new MetadataRules(Optional.empty(), List.of(), false, Optional.empty());

  public MetadataRules {
    files = List.copyOf(files);
  }
}
