package io.bindery.packager.enhance;

import io.bindery.packager.policy.PackagePolicies;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.manifest.ManifestEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Adds files to packages of folders, as their policies say: a readme, a list of what to show first,
 * an ignore file. Each only where the folder has none, and nothing in the folder is touched. The
 * same folder gets the same files.
 */
public final class Enhancer {
  private final AddedFiles store;
  private final PackagePolicies policies;

  public Enhancer(AddedFiles store, PackagePolicies policies) {
    this.store = store;
    this.policies = policies;
  }

  /**
   * Writes what is to be added.
   *
   * @param exclusions of the folder: what they keep out is not added either
   * @param workflow that the package follows
   * @return entries for the manifest; fails with a {@link
   *     io.bindery.packager.failure.PackagingException}
   */
  public CompletionStage<List<ManifestEntry>> add(
      PackageDescription description,
      SourceFolder folder,
      FolderContents contents,
      Exclusions exclusions,
      Optional<String> workflow) {
    CompletionStage<List<ManifestEntry>> entries =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (var file : planned(description, folder, contents, exclusions, workflow)) {
      entries =
          entries.thenCombine(
              store.put(description.registry(), description.name(), file),
              (all, entry) -> {
                all.add(entry);
                return all;
              });
    }
    return entries;
  }

  /** What would be added, see {@link #add}; nothing is written. */
  public List<AddedFile> planned(
      PackageDescription description,
      SourceFolder folder,
      FolderContents contents,
      Exclusions exclusions,
      Optional<String> workflow) {
    return files(description, folder, contents, workflow).stream()
        .filter(file -> !contents.has(file.name()) && !exclusions.excludes(file.name()))
        .toList();
  }

  /** Whether the package of a folder gets an RO-Crate. */
  public boolean emitsCrate(SourceFolder folder) {
    return policies.enhancements(folder).crate();
  }

  private List<AddedFile> files(
      PackageDescription description,
      SourceFolder folder,
      FolderContents contents,
      Optional<String> workflow) {
    var files = new ArrayList<AddedFile>();
    if (contents.files() == 0) {
      return files;
    }
    var rules = policies.enhancements(folder);
    if (rules.readme().isPresent() && !contents.hasReadme()) {
      files.add(
          Readme.of(
              rules.readme().get(),
              policies.values(description, folder),
              folder,
              contents,
              workflow));
    }
    if (rules.summary()) {
      SummaryFile.of(contents.showcase()).ifPresent(files::add);
    }
    rules
        .ignoreLines()
        .ifPresent(
            lines ->
                files.add(
                    new AddedFile(
                        AddedNames.IGNORE,
                        "text/plain; charset=utf-8",
                        String.join("\n", lines) + "\n")));
    return files;
  }
}
