package io.bindery.packager.assembly;

import io.bindery.packager.enhance.AddedFile;
import io.bindery.packager.enhance.AddedFiles;
import io.bindery.packager.enhance.CrateFiles;
import io.bindery.packager.enhance.Enhancer;
import io.bindery.packager.enhance.FolderContents;
import io.bindery.packager.quarantine.Mark;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.packager.quarantine.QuarantinePage;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.crate.CrateOrigin;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestSorter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * What one package gets besides the files of its folder: what its policy adds, and in quarantine
 * the reasons.
 */
final class Additions {
  private final Enhancer enhancer;
  private final AddedFiles files;
  private final EmittedCrate crate;
  private final PackageDescription description;
  private final Optional<Quarantine> quarantine;
  private final FolderContents contents = new FolderContents();
  private volatile Exclusions exclusions = Exclusions.NONE;

  /**
   * @param description of the package that was asked for, also where it goes into quarantine
   */
  Additions(
      Enhancer enhancer,
      AddedFiles files,
      EmittedCrate crate,
      PackageDescription description,
      Optional<Quarantine> quarantine) {
    this.enhancer = enhancer;
    this.files = files;
    this.crate = crate;
    this.description = description;
    this.quarantine = quarantine;
  }

  /** What stays out of the package; before any page. */
  void excluded(Exclusions known) {
    exclusions = known;
  }

  /** The next of the folder's objects. */
  void listed(List<ListedObject> page) {
    page.forEach(it -> contents.add(it.key(), it.version().size(), it.modified()));
  }

  /**
   * Writes the added files, when all objects are listed.
   *
   * @param workflow that the package follows
   * @return entries for the manifest
   */
  CompletionStage<List<ManifestEntry>> entries(Optional<String> workflow) {
    if (!(description.source() instanceof SourceFolder folder)) {
      return CompletableFuture.completedFuture(List.of());
    }
    var target = quarantine.map(it -> it.of(description)).orElse(description);
    var added = enhancer.add(target, folder, contents, exclusions, workflow);
    return quarantine.isEmpty() || contents.files() == 0
        ? added
        : added.thenCombine(
            files.put(
                target.registry(),
                target.name(),
                QuarantinePage.of(QuarantinePage.name(contents), description, quarantine.get())),
            (all, page) -> Stream.concat(all.stream(), Stream.of(page)).toList());
  }

  /** What {@link #entries} would add to the package of a folder; nothing is written. */
  List<AddedFile> planned(SourceFolder folder, Optional<String> workflow) {
    var planned = enhancer.planned(description, folder, contents, exclusions, workflow);
    return wantsCrate(folder) && !contents.hasCrate()
        // How large it will be is known when all is hashed.
        ? Stream.concat(
                planned.stream(),
                Stream.of(new AddedFile(CrateFiles.NAME, CrateFiles.CONTENT_TYPE, "{}")))
            .toList()
        : planned;
  }

  /**
   * All entries, with an RO-Crate of the others if the policy says so and the folder has none.
   *
   * @param header of the manifest, before it is marked
   * @param sorter of all other entries
   */
  CompletionStage<Entries> complete(
      ManifestHeader header, ManifestSorter sorter, Progress progress) {
    if (!(description.source() instanceof SourceFolder folder) || !wantsCrate(folder)) {
      return CompletableFuture.completedFuture(sorted(sorter));
    }
    if (contents.hasCrate()) {
      progress.warn(
          "The folder has an RO-Crate of its own, which stays as it is: emit-crate adds none beside it.");
      return CompletableFuture.completedFuture(sorted(sorter));
    }
    return crate.add(
        quarantine.map(it -> it.of(description)).orElse(description),
        folder.toString(),
        new CrateOrigin(description.batchId(), contents.oldest(), contents.newest()),
        header,
        sorter,
        progress);
  }

  private boolean wantsCrate(SourceFolder folder) {
    return enhancer.emitsCrate(folder)
        && contents.files() > 0
        && !exclusions.excludes(CrateFiles.NAME);
  }

  /** As they come; the sorter is closed by whoever made it. */
  private static Entries sorted(ManifestSorter sorter) {
    return new Entries() {
      @Override
      public Optional<ManifestEntry> next() throws IOException {
        return sorter.next();
      }

      @Override
      public void close() {}
    };
  }

  /** The header of a package in quarantine says that it is, and why. */
  ManifestHeader marked(ManifestHeader header) {
    return quarantine
        .map(it -> Mark.on(header, description.registry(), it, QuarantinePage.name(contents)))
        .orElse(header);
  }
}
