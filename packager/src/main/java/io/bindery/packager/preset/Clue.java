package io.bindery.packager.preset;

import io.bindery.platform.settings.Settings;
import io.bindery.quilt.pattern.PathPattern;
import java.util.List;
import java.util.Optional;

/**
 * Files that hint at a preset.
 *
 * @param files patterns for paths from the folder on; one file that fits one of them is enough
 * @param required whether nothing is recognized without it
 * @param content whether an empty file does not count
 * @param weight of 100
 * @param says what such a file is
 */
record Clue(List<PathPattern> files, boolean required, boolean content, int weight, String says) {
  static Clue from(Settings settings) {
    settings.only(List.of("files", "required", "content", "weight", "says"));
    return new Clue(
        settings.texts("files").stream().map(PathPattern::of).toList(),
        settings.has("required") && settings.flag("required"),
        settings.has("content") && settings.flag("content"),
        settings.integer("weight", 1, 100),
        settings.text("says"));
  }

  Optional<Evidence> in(FolderListing listing) {
    return listing.files().stream()
        .filter(file -> !content || file.size() > 0)
        .filter(this::fits)
        .findFirst()
        .map(file -> new Evidence(file.path(), says, weight));
  }

  private boolean fits(ListedFile file) {
    var path = PathPattern.split(file.path());
    return files.stream().anyMatch(pattern -> pattern.matches(path));
  }
}
