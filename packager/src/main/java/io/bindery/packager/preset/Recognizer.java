package io.bindery.packager.preset;

import io.bindery.quilt.pattern.PathPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells from a listing alone whether a folder is what a preset is for. Nothing is read. */
public final class Recognizer {
  private final String preset;
  private final List<Clue> clues;
  private final List<String> markers;

  /**
   * @param markers names of files that say a folder is complete, with wildcards
   */
  Recognizer(String preset, List<Clue> clues, List<String> markers) {
    this.preset = preset;
    this.clues = List.copyOf(clues);
    this.markers = List.copyOf(markers);
  }

  /** What the folder is taken for; nothing if something is missing that must be there. */
  public Optional<Recognition> recognize(FolderListing listing) {
    var found = new ArrayList<Evidence>();
    for (var clue : clues) {
      var evidence = clue.in(listing);
      if (evidence.isEmpty() && clue.required()) {
        return Optional.empty();
      }
      evidence.ifPresent(found::add);
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    found.sort(Comparator.comparingInt(Evidence::weight).reversed());
    int confidence = Math.min(100, found.stream().mapToInt(Evidence::weight).sum());
    return Optional.of(new Recognition(preset, confidence, found, marker(listing)));
  }

  /** What the folder would be taken for if it had one file more. */
  Optional<NearMiss> nearMiss(FolderListing listing) {
    var lacking =
        clues.stream()
            .filter(clue -> clue.required() && clue.in(listing).isEmpty())
            .map(clue -> clue.files().get(0).text())
            .findFirst();
    int confidence =
        clues.stream().flatMap(clue -> clue.in(listing).stream()).mapToInt(Evidence::weight).sum();
    return lacking
        .filter(file -> confidence > 0)
        .map(file -> new NearMiss(preset, Math.min(100, confidence), file));
  }

  /**
   * The first file that says the folder is complete, from the folder on; nothing if none was
   * listed.
   */
  public Optional<String> marker(FolderListing listing) {
    return listing.files().stream().map(ListedFile::path).filter(this::isMarker).findFirst();
  }

  /** As the router does it: a marker may lie at any depth. */
  private boolean isMarker(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1);
    return markers.stream().anyMatch(marker -> PathPattern.glob(marker, name));
  }
}
