package io.bindery.bench.chaos.check;

import io.bindery.bench.chaos.history.History;
import io.bindery.bench.chaos.history.History.Broken;
import io.bindery.bench.chaos.history.Put;
import io.bindery.bench.chaos.history.Revision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the registry says of the elements, and what is wrong with it. */
final class Packages {
  private record Version(String key, String version) {}

  private final Map<Version, String> hashes = new HashMap<>();
  private final Set<Version> read = new HashSet<>();
  private final List<Broken> broken = new ArrayList<>();
  private long doubles;

  Packages(History history) {
    Stream.concat(history.puts().stream(), history.unanswered().stream())
        .forEach(put -> hashes.put(new Version(put.key(), put.version()), put.hash()));
    history.revisions().stream()
        .collect(Collectors.groupingBy(Revision::name))
        .forEach(this::check);
  }

  /** Whether a package has this version. */
  boolean has(Put put) {
    return read.contains(new Version(put.key(), put.version()));
  }

  List<Broken> broken() {
    return broken;
  }

  /** Revisions of content that the package had before. */
  long doubles() {
    return doubles;
  }

  private void check(String name, List<Revision> revisions) {
    var sorted = new ArrayList<>(revisions);
    sorted.sort(Comparator.comparingLong(Revision::pointer));
    var contents = new HashSet<String>();
    for (var revision : sorted) {
      // No content comes again: a key that is written again has other bytes.
      if (!contents.add(revision.topHash())) {
        doubles++;
        broken.add(
            new Broken(
                "C",
                "Package %s has content %s in two revisions".formatted(name, revision.topHash())));
      }
      revision.entries().forEach(entry -> check(revision, entry));
    }
    if (!sorted.get(sorted.size() - 1).latest()) {
      broken.add(
          new Broken("N", "The latest of package %s is not its newest revision".formatted(name)));
    }
  }

  private void check(Revision revision, Revision.Entry entry) {
    var version = new Version(entry.key(), entry.version());
    read.add(version);
    var hash = hashes.get(version);
    if (hash == null) {
      broken.add(
          new Broken(
              "F",
              "Revision %d of %s has %s, which nobody put"
                  .formatted(revision.pointer(), revision.name(), version)));
    } else if (!hash.equals(entry.hash())) {
      broken.add(
          new Broken(
              "E",
              "Revision %d of %s says hash %s of %s, whose bytes have %s"
                  .formatted(revision.pointer(), revision.name(), entry.hash(), version, hash)));
    }
  }
}
