package io.bindery.packager.assembly;

import io.bindery.packager.enhance.CrateFiles;
import io.bindery.packager.failure.Failures;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.crate.CrateOrigin;
import io.bindery.quilt.crate.CrateSubject;
import io.bindery.quilt.crate.CrateWriter;
import io.bindery.quilt.crate.CrateWriter.Written;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.ManifestSorter;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.LoggerFactory;

/**
 * Makes the RO-Crate of a package out of all its other entries, which are written to a draft of the
 * manifest first: it has their sizes and hashes, and goes into the manifest with them. All of that
 * is on the disk.
 */
final class EmittedCrate {
  private final Spool spool;
  private final CrateFiles files;
  private final int maxFiles;
  private final Executor blocking;

  /**
   * @param maxFiles up to which each file is listed
   */
  EmittedCrate(Spool spool, CrateFiles files, int maxFiles, Executor blocking) {
    this.spool = spool;
    this.files = files;
    this.maxFiles = maxFiles;
    this.blocking = blocking;
  }

  /** A draft, and the crate that was made of it unless there is too much to list. */
  private record Draft(SpoolFile manifest, SpoolFile crate, Optional<Written> written) {
    void discard() {
      EmittedCrate.discard(manifest);
      EmittedCrate.discard(crate);
    }
  }

  /**
   * Adds the crate.
   *
   * @param target the package that is made
   * @param source of its files, as text
   * @param header of its manifest
   * @param sorter of all its other entries
   * @param progress is told if there can be no crate
   * @return all entries, to be closed
   */
  CompletionStage<Entries> add(
      PackageDescription target,
      String source,
      CrateOrigin origin,
      ManifestHeader header,
      ManifestSorter sorter,
      Progress progress) {
    var subject = new CrateSubject(target.name(), source, metadata(header));
    return CompletableFuture.supplyAsync(
            () -> draft(new CrateWriter(subject, origin, maxFiles), sorter, progress), blocking)
        .thenCompose(
            draft ->
                stored(target, draft, progress)
                    .thenApplyAsync(entry -> open(draft.manifest(), entry), blocking)
                    .whenComplete(
                        (entries, failure) -> {
                          discard(draft.crate());
                          if (failure != null) {
                            discard(draft.manifest());
                          }
                        }));
  }

  private static JsonObject metadata(ManifestHeader header) {
    return header
        .userMeta()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .orElse(JsonObject.EMPTY);
  }

  private Draft draft(CrateWriter writer, ManifestSorter sorter, Progress progress) {
    Draft draft = null;
    try {
      draft = new Draft(spool.newFile(), spool.newFile(), Optional.empty());
      write(draft.manifest(), sorter, progress);
      var manifest = draft.manifest();
      try (OutputStream out = draft.crate().output()) {
        var written =
            writer.write(
                () -> {
                  if (progress.isCancelled()) {
                    throw Running.stopped();
                  }
                  return ManifestReader.openUnsorted(manifest.input());
                },
                out);
        return new Draft(manifest, draft.crate(), written);
      }
    } catch (IOException | RuntimeException e) {
      if (draft != null) {
        draft.discard();
      }
      throw Failures.of("Making the RO-Crate of the package", e);
    }
  }

  private static void write(SpoolFile file, ManifestSorter sorter, Progress progress)
      throws IOException {
    try (var out = file.output()) {
      var manifest = new ManifestWriter(out, ManifestHeader.builder().build());
      for (var next = sorter.next(); next.isPresent(); next = sorter.next()) {
        if (progress.isCancelled()) {
          throw Running.stopped();
        }
        manifest.entry(next.get());
      }
      var unused = manifest.finish();
    }
  }

  private CompletionStage<Optional<ManifestEntry>> stored(
      PackageDescription target, Draft draft, Progress progress) {
    if (draft.written().isEmpty()) {
      progress.warn(
          "The package has no %s, though its policy says emit-crate = on: its top has too many files and folders to be listed in one."
              .formatted(CrateFiles.NAME));
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return files
        .put(target.registry(), target.name(), draft.crate().path(), draft.written().get())
        .thenApply(Optional::of);
  }

  private static Entries open(SpoolFile draft, Optional<ManifestEntry> crate) {
    try {
      return new Merged(draft, ManifestReader.openUnsorted(draft.input()), crate);
    } catch (IOException e) {
      throw Failures.of("Reading the manifest that is being made", e);
    }
  }

  private static void discard(SpoolFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LoggerFactory.getLogger(EmittedCrate.class).warn("{}", e.getMessage());
    }
  }

  /** The entries of a draft with one more in its place. */
  private static final class Merged implements Entries {
    private final SpoolFile draft;
    private final ManifestReader lines;
    private Optional<ManifestEntry> added;
    private Optional<ManifestEntry> next = Optional.empty();

    Merged(SpoolFile draft, ManifestReader lines, Optional<ManifestEntry> added)
        throws IOException {
      this.draft = draft;
      this.lines = lines;
      this.added = added;
      this.next = lines.nextEntry();
    }

    @Override
    public Optional<ManifestEntry> next() throws IOException {
      var first = next;
      if (added.isPresent()
          && (first.isEmpty() || added.get().key().compareTo(first.get().key()) < 0)) {
        first = added;
        added = Optional.empty();
        return first;
      }
      next = first.isEmpty() ? first : lines.nextEntry();
      return first;
    }

    @Override
    public void close() throws IOException {
      lines.close();
      draft.close();
    }
  }
}
