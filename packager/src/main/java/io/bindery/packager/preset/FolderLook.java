package io.bindery.packager.preset;

import io.bindery.platform.s3.Listings;
import io.bindery.protocol.description.SourceFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Looks at a folder to recognize it: at the first thousand files and subfolders at its top, and at
 * the first hundred files in each of these subfolders.
 */
public final class FolderLook {
  /** A folder of a run has a dozen subfolders; a plate some hundred. */
  private static final int MAX_SUBFOLDERS = 50;

  private static final int FILES_AT_THE_TOP = 1000;
  private static final int FILES_OF_EACH = 100;

  private final Listings listings;

  public FolderLook(S3AsyncClient s3) {
    this.listings = new Listings(s3);
  }

  /** What a folder has, at most some thousand files. */
  public CompletionStage<FolderListing> at(SourceFolder folder) {
    var files = new LinkedHashMap<String, ListedFile>();
    return FirstObjects.of(
            listings, folder.bucket(), folder.prefix(), FirstObjects.BY_FOLDER, FILES_AT_THE_TOP)
        .thenCompose(
            top -> {
              add(files, folder, top);
              return below(files, folder, top)
                  .thenApply(
                      complete ->
                          new FolderListing(
                              List.copyOf(files.values()),
                              complete && top.subfolders().size() <= MAX_SUBFOLDERS));
            });
  }

  /** Whether that was all. */
  private CompletionStage<Boolean> below(
      Map<String, ListedFile> files, SourceFolder folder, FirstObjects top) {
    CompletionStage<Boolean> complete = CompletableFuture.completedFuture(top.complete());
    for (var subfolder : top.subfolders().stream().limit(MAX_SUBFOLDERS).toList()) {
      complete =
          complete.thenCompose(
              before ->
                  FirstObjects.of(listings, folder.bucket(), subfolder, null, FILES_OF_EACH)
                      .thenApply(
                          found -> {
                            add(files, folder, found);
                            return before && found.complete();
                          }));
    }
    return complete;
  }

  private static void add(Map<String, ListedFile> files, SourceFolder folder, FirstObjects found) {
    found.objects().stream()
        .filter(object -> !object.key().endsWith("/"))
        .map(
            object ->
                new ListedFile(object.key().substring(folder.prefix().length()), object.size()))
        .forEach(file -> files.putIfAbsent(file.path(), file));
  }
}
