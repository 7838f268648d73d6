package io.bindery.packager.export;

import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.manifest.ManifestRows;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Some whole manifests as rows: one file of manifests, one of entries. */
final class Pack implements AutoCloseable {
  private final String name;
  private final TableFile manifestFile;
  private final TableFile entryFile;
  private final Map<String, String> manifests = new LinkedHashMap<>();
  private boolean closed;

  Pack(String name, Path work) throws IOException {
    this.name = name;
    this.manifestFile = new TableFile(ExportTable.MANIFEST, work.resolve("manifests"));
    this.entryFile = new TableFile(ExportTable.ENTRY, work.resolve("entries"));
  }

  private static ManifestRows open(Path manifest) throws IOException {
    return ManifestRows.open(new BufferedInputStream(Files.newInputStream(manifest)));
  }

  /**
   * Reads a manifest to its end.
   *
   * @return how many rows it has
   * @throws io.bindery.quilt.manifest.InvalidManifestException with the line, the field and the
   *     reason
   */
  static long check(Path manifest) throws IOException {
    try (var rows = open(manifest)) {
      long count = 0;
      while (rows.next().isPresent()) {
        count++;
      }
      return count;
    }
  }

  String name() {
    return name;
  }

  /** The ETags of its manifests by top hash. */
  Map<String, String> manifests() {
    return manifests;
  }

  long entries() {
    return entryFile.rows();
  }

  Path file(ExportTable table) {
    return table == ExportTable.ENTRY ? entryFile.path() : manifestFile.path();
  }

  /** Whether a manifest of so many rows may still be added. */
  boolean fits(long rows, TablesExport.Limits limits) {
    return entries() + rows <= limits.entries() && manifests.size() < limits.manifests();
  }

  /** Adds a manifest that was checked. */
  void add(String topHash, String etag, Path manifest) throws IOException {
    try (var rows = open(manifest)) {
      var header = rows.header();
      manifestFile.row(
          topHash,
          header.get("message").flatMap(Pack::text).orElse(null),
          header.get("user_meta").flatMap(Pack::json).orElse(null));
      for (var next = rows.next(); next.isPresent(); next = rows.next()) {
        var row = next.get();
        entryFile.row(
            topHash,
            row.logicalKey(),
            row.physicalKey().orElse(null),
            row.hashType().orElse(null),
            row.hashValue().orElse(null),
            row.size().orElse(null),
            row.meta().flatMap(Pack::json).orElse(null));
      }
    }
    manifests.put(topHash, etag);
  }

  private static Optional<String> text(JsonValue value) {
    return value instanceof JsonString text ? Optional.of(text.value()) : json(value);
  }

  /** As it stands in the manifest; what has no such form in ASCII, with the numbers of Python. */
  private static Optional<String> json(JsonValue value) {
    if (value instanceof JsonNull) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonForm.FILE.toText(value));
    } catch (JsonWriteException e) {
      return Optional.of(JsonForm.CANONICAL.toText(value));
    }
  }

  @Override
  public void close() throws IOException {
    try (manifestFile;
        entryFile) {
      closed = true;
    }
  }

  /** Removes the files, whatever they hold. */
  void discard() throws IOException {
    try {
      if (!closed) {
        close();
      }
    } finally {
      Files.deleteIfExists(manifestFile.path());
      Files.deleteIfExists(entryFile.path());
    }
  }
}
