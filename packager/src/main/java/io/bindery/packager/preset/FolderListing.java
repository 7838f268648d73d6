package io.bindery.packager.preset;

import java.util.List;

/**
 * What a folder has, as far as it was listed. A folder may have millions of files, so a listing is
 * bounded: what lies at its top, and the first of what lies below.
 *
 * @param files each once
 * @param complete whether there are no others
 */
public record FolderListing(List<ListedFile> files, boolean complete) {
  public FolderListing {
    files = List.copyOf(files);
  }
}
