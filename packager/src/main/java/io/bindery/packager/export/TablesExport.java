package io.bindery.packager.export;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RegistryListing;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Exports a registry as Quilt's four package tables, in files of Parquet. What was exported is not
 * read again unless it changed: manifests are exported in packs, and a pack of which one was
 * replaced or deleted is made anew. The state names the files that count, and is written after
 * them, so an export that was cut off is gone on with by the next one.
 *
 * <p>Memory grows with the number of revisions, by less than a kilobyte for each, and not with
 * their entries.
 */
public final class TablesExport {
  /** A pack with so many entries is full, and one with so many manifests. */
  static final Limits LIMITS = new Limits(1_000_000, 2_000);

  private static final List<ExportTable> HISTORY = List.of(ExportTable.REVISION, ExportTable.TAG);

  private final S3AsyncClient s3;
  private final String registry;
  private final ExportTarget target;
  private final Path work;
  private final Limits limits;
  private final Listener listener;
  private final List<Problem> problems = new ArrayList<>();
  private final TablesState tables;
  private int packs;
  private long manifests;
  private long entries;

  /** When a pack is full. */
  record Limits(long entries, int manifests) {}

  /**
   * Something that could not be exported.
   *
   * @param where the key of it in the registry
   */
  public record Problem(String where, String text) {}

  /**
   * What an export came to.
   *
   * @param revisions in the tables now
   * @param allManifests in the tables now
   * @param manifests that were exported this time
   * @param entries of these
   * @param changed whether any file was written or deleted
   */
  public record Result(
      long revisions,
      long allManifests,
      long manifests,
      long entries,
      boolean changed,
      List<Problem> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  /** Is told how far an export is. */
  @FunctionalInterface
  public interface Listener {
    /** So many of the manifests that are new are exported, with so many entries. */
    void onProgress(long manifests, long allManifests, long entries);
  }

  TablesExport(
      S3AsyncClient s3,
      String registry,
      ExportTarget target,
      Path work,
      Limits limits,
      Listener listener) {
    this.s3 = s3;
    this.registry = registry;
    this.target = target;
    this.tables = new TablesState(target, registry);
    this.work = work;
    this.limits = limits;
    this.listener = listener;
  }

  /**
   * Exports to a directory, in the thread that calls.
   *
   * @throws PackagingException if the registry cannot be read or the directory not written
   */
  public static Result toDirectory(
      S3AsyncClient s3, String registry, Path directory, Listener listener) {
    try (var target = DirectoryTarget.open(directory)) {
      return run(s3, registry, target, listener);
    } catch (IOException e) {
      throw Failures.of("Closing " + directory, e);
    }
  }

  /**
   * Exports to a folder of a bucket, in the thread that calls.
   *
   * @param folder whose key is empty or ends in a slash
   * @throws PackagingException if the registry cannot be read or the folder not written
   */
  public static Result toBucket(
      S3AsyncClient s3, String registry, S3Uri folder, Listener listener) {
    return run(s3, registry, new BucketTarget(s3, folder), listener);
  }

  private static Result run(
      S3AsyncClient s3, String registry, ExportTarget target, Listener listener) {
    Path work = null;
    try {
      work = Files.createTempDirectory("bindery-export-");
      return new TablesExport(s3, registry, target, work, LIMITS, listener).run();
    } catch (IOException e) {
      throw Failures.of("Exporting s3://%s to %s".formatted(registry, target), e);
    } finally {
      delete(work);
    }
  }

  Result run() throws IOException {
    tables.open();
    var leftovers = tables.leftovers();
    var listing = new RegistryListing(s3, registry);
    // Pointers first: whatever they lead to is among the manifests that are listed afterwards.
    var pointers = pointers(listing);
    var listed = listing.manifests();
    var whole = whole(listed);
    var missing = missing(listed, whole);
    if (whole.size() < tables.now().packs().size()) {
      tables.now().packs().keySet().stream()
          .filter(pack -> !whole.containsKey(pack))
          .forEach(pack -> leftovers.addAll(files(pack)));
      tables.claim();
      tables.commit(tables.now().with(whole));
    }
    if (!leftovers.isEmpty()) {
      tables.claim();
      // By their names: another export that has begun meanwhile may have files of its own.
      leftovers.forEach(target::delete);
    }
    export(listed, missing);
    history(pointers);
    long all = tables.now().packs().values().stream().mapToLong(Map::size).sum();
    long revisions = pointers.keySet().stream().filter(PointerName::isRevision).count();
    return new Result(revisions, all, manifests, entries, tables.isClaimed(), problems);
  }

  private static List<String> files(String pack) {
    return List.of(ExportTable.ENTRY.file(pack), ExportTable.MANIFEST.file(pack));
  }

  /** All pointers, those that have not changed as they were read before. */
  private Map<String, ExportState.Pointer> pointers(RegistryListing listing) {
    var etags = listing.pointers();
    etags.keySet().removeIf(name -> name.endsWith("/"));
    etags
        .keySet()
        .removeIf(
            name -> {
              boolean wrong = !PointerName.isOne(name);
              if (wrong) {
                problem(".quilt/named_packages/" + name, "its key is not that of a pointer");
              }
              return wrong;
            });
    var pointers = new TreeMap<String, ExportState.Pointer>();
    var anew = new ArrayList<String>();
    etags.forEach(
        (name, etag) -> {
          var known = tables.now().pointers().get(name);
          if (known != null && known.etag().equals(etag)) {
            pointers.put(name, known);
          } else {
            anew.add(name);
          }
        });
    listing.read(
        anew,
        (name, hash) ->
            hash.ifPresent(
                it -> pointers.put(name, new ExportState.Pointer(etags.get(name), it.value()))),
        (name, reason) -> problem(".quilt/named_packages/" + name, reason));
    return pointers;
  }

  private void problem(String where, String text) {
    problems.add(new Problem(where, text));
  }

  /** The packs of which every manifest is there as it was. */
  private Map<String, Map<String, String>> whole(Map<String, String> listed) {
    var whole = new LinkedHashMap<>(tables.now().packs());
    whole.values().removeIf(pack -> !listed.entrySet().containsAll(pack.entrySet()));
    return whole;
  }

  private static List<String> missing(
      Map<String, String> listed, Map<String, Map<String, String>> whole) {
    var there =
        whole.values().stream().flatMap(it -> it.keySet().stream()).collect(Collectors.toSet());
    return listed.keySet().stream().filter(hash -> !there.contains(hash)).toList();
  }

  private void export(Map<String, String> listed, List<String> missing) throws IOException {
    var reader = new RegistryReader(s3);
    Pack pack = null;
    long done = 0;
    try {
      for (var hash : missing) {
        var file = work.resolve("manifest");
        long rows = download(reader, new TopHash(hash), file);
        if (rows >= 0) {
          if (pack != null && !pack.fits(rows, limits)) {
            finish(pack);
            pack = null;
          }
          if (pack == null) {
            tables.claim();
            pack = pack();
          }
          pack.add(hash, listed.get(hash), file);
        }
        done++;
        listener.onProgress(done, missing.size(), entries + (pack == null ? 0 : pack.entries()));
      }
      if (pack == null && tables.now().packs().isEmpty()) {
        // Tables without rows are tables, too.
        tables.claim();
        pack = pack();
      }
      if (pack != null) {
        finish(pack);
        pack = null;
      }
    } finally {
      if (pack != null) {
        pack.discard();
      }
    }
  }

  private Pack pack() throws IOException {
    return new Pack("%s-%06d".formatted(tables.run(), packs++), work);
  }

  /**
   * Fetches a manifest and reads all of it once: of one that is broken nothing is exported.
   *
   * @return how many rows it has; negative if it is none, or gone meanwhile
   */
  private long download(RegistryReader reader, TopHash hash, Path file) throws IOException {
    try (var in = reader.open(registry, hash).toCompletableFuture().join();
        var out = Files.newOutputStream(file)) {
      in.transferTo(out);
    } catch (RuntimeException e) {
      if (Failures.isMissing(Failures.cause(e))) {
        return -1;
      }
      throw Failures.of("Reading manifest " + hash, e);
    }
    try {
      return Pack.check(file);
    } catch (InvalidManifestException e) {
      problem(".quilt/packages/" + hash, e.getMessage());
      return -1;
    }
  }

  /**
   * Puts the files of a pack, and then the state that names them. If that fails they may stay
   * behind, for the state may have been written all the same: the next export knows.
   */
  private void finish(Pack pack) throws IOException {
    try {
      pack.close();
      for (var table : List.of(ExportTable.ENTRY, ExportTable.MANIFEST)) {
        target.put(pack.file(table), table.file(pack.name()));
      }
      var all = new LinkedHashMap<>(tables.now().packs());
      all.put(pack.name(), pack.manifests());
      tables.commit(tables.now().with(all));
    } finally {
      pack.discard();
    }
    manifests += pack.manifests().size();
    entries += pack.entries();
  }

  /** The tables of revisions and tags are small, and written whole whenever they change. */
  private void history(Map<String, ExportState.Pointer> pointers) throws IOException {
    boolean same = tables.now().history().isPresent() && tables.now().pointers().equals(pointers);
    if (same) {
      return;
    }
    tables.claim();
    var before = tables.now().history();
    for (var table : HISTORY) {
      var file = new TableFile(table, work.resolve(table.folder()));
      try (file) {
        for (var pointer : pointers.entrySet()) {
          var name = PointerName.of(pointer.getKey());
          if (name.isIn(table)) {
            file.row(name.packageName(), name.value(), pointer.getValue().topHash());
          }
        }
      }
      target.put(file.path(), table.file(tables.run()));
    }
    tables.commit(tables.now().with(pointers, tables.run()));
    before.ifPresent(file -> HISTORY.forEach(table -> target.delete(table.file(file))));
  }

  private static void delete(Path directory) {
    if (directory == null) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Files among the temporary ones harm nobody.
      return;
    }
  }
}
