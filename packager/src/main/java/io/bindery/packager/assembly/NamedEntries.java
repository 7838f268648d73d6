package io.bindery.packager.assembly;

import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.construct.RequestedEntry;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.workflow.EntriesCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Entries that were asked for one by one, looked up.
 *
 * @param all in no order
 */
record NamedEntries(List<LookedUp> all) {
  NamedEntries {
    all = List.copyOf(all);
  }

  /**
   * An entry with the object that it stands for.
   *
   * @param hash given, or known already
   */
  record LookedUp(RequestedEntry wanted, ObjectVersion version, Optional<ObjectHash> hash) {}

  /** Counts those that are not listed, for they need nothing more. */
  void countReady(Versions versions) {
    all.stream()
        .filter(entry -> entry.hash().isPresent())
        .forEach(entry -> versions.count(entry.version()));
  }

  /** Those that need nothing more. */
  List<ManifestEntry> ready() {
    return all.stream()
        .filter(entry -> entry.hash().isPresent())
        .map(
            entry ->
                new ManifestEntry(
                    entry.wanted().key(),
                    entry.version().location(),
                    entry.version().size(),
                    entry.hash().get(),
                    entry.wanted().meta()))
        .toList();
  }

  /** The others, each list of one bucket. S3 was asked already what it keeps of them. */
  List<List<ListedObject>> toHash() {
    return List.copyOf(
        all.stream()
            .filter(entry -> entry.hash().isEmpty())
            .map(entry -> new ListedObject(entry.wanted().key(), entry.version(), List.of()))
            .collect(
                Collectors.groupingBy(
                    object -> object.version().location().bucket(),
                    TreeMap::new,
                    Collectors.toList()))
            .values());
  }

  /** The metadata of those that are still to be hashed. */
  Map<LogicalKey, JsonObject> metas() {
    var metas = new HashMap<LogicalKey, JsonObject>();
    all.stream()
        .filter(entry -> entry.hash().isEmpty())
        .forEach(entry -> metas.put(entry.wanted().key(), entry.wanted().meta()));
    return metas;
  }

  /** Refuses more work than is allowed. */
  void check(ConstructLimits limits) {
    long files = 0;
    long bytes = 0;
    var toHash = all.stream().filter(entry -> entry.hash().isEmpty()).toList();
    for (var entry : toHash) {
      files++;
      bytes = Math.addExact(bytes, entry.version().size());
      if (bytes > limits.bytes()) {
        throw tooMuch("files without a known hash have %d bytes or more".formatted(bytes), "bytes");
      }
      if (files > limits.files()) {
        throw tooMuch("%d files have no known hash".formatted(toHash.size()), "files");
      }
    }
    for (var entry : toHash) {
      if (entry.version().size() > limits.fileBytes()) {
        throw tooMuch(
            "%s has %d bytes and no known hash"
                .formatted(entry.version().location(), entry.version().size()),
            "file-bytes");
      }
    }
  }

  private static PackagingException tooMuch(String what, String setting) {
    return PackagingException.lasting(
        "Too much to hash: %s. Give hashes, or raise bindery.packager.construct.max-%s."
            .formatted(what, setting));
  }

  /** Checks all entries, in the order of the manifest. */
  void check(EntriesCheck rules) {
    var sorted = new TreeMap<LogicalKey, LookedUp>();
    all.forEach(entry -> sorted.put(entry.wanted().key(), entry));
    sorted.forEach(
        (key, entry) -> rules.next(key.value(), entry.version().size(), entry.wanted().meta()));
    rules.end();
  }
}
