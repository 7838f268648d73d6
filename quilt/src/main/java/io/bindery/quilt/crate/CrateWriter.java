package io.bindery.quilt.crate;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.Sha256;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonOutput;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.s3.PercentCoding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Writes the RO-Crate of a package, by version 0.2 of Quilt's profile. Its ids are the keys of the
 * package: put beside the package's files, it describes them, and {@link Crate} reads them out of
 * it.
 *
 * <p>Of up to a number of files each is a part, with its size and checksum. Of more, the files and
 * folders at the top are. A manifest is read twice, line by line: memory does not grow with it.
 */
public final class CrateWriter {
  /** What the list of all parts may have, so that every reader can hold it: bytes. */
  private static final int MAX_PART_BYTES = 16 << 20;

  private static final int FLUSH_BYTES = 32 << 10;

  private final CrateSubject subject;
  private final CrateOrigin origin;
  private final int maxFiles;

  /**
   * @param maxFiles up to which each file is a part
   */
  public CrateWriter(CrateSubject subject, CrateOrigin origin, int maxFiles) {
    this.subject = subject;
    this.origin = origin;
    this.maxFiles = maxFiles;
  }

  /** A manifest that can be read several times. */
  @FunctionalInterface
  public interface Manifest {
    /** Opens it, to be closed. */
    ManifestReader open() throws IOException;
  }

  /**
   * A crate that was written.
   *
   * @param content SHA-256 of all but the head, in hex: the same for the same package, wherever its
   *     files came from
   * @param headBytes how long the head is
   */
  public record Written(String content, int headBytes) {}

  /**
   * Writes the crate.
   *
   * @param manifest of the files, none of which is {@code ro-crate-metadata.json}
   * @param out neither buffered nor closed here
   * @return nothing, and then nothing is written, if there are no parts or too many
   */
  public Optional<Written> write(Manifest manifest, OutputStream out) throws IOException {
    var listing = listing(manifest);
    if (listing.isEmpty()) {
      return Optional.empty();
    }
    var head = origin.head();
    out.write(head);
    var digest = Sha256.create();
    var body = new DigestOutputStream(out, digest);
    new Body(body, listing.get()).write(manifest);
    return Optional.of(new Written(HexFormat.of().formatHex(digest.digest()), head.length));
  }

  /** Which parts the root lists. */
  private enum Listing {
    FILES,
    TOP
  }

  private Optional<Listing> listing(Manifest manifest) throws IOException {
    long files = 0;
    long fileBytes = 0;
    long tops = 0;
    long topBytes = 0;
    var last = "";
    try (var lines = manifest.open()) {
      for (var next = lines.nextEntry(); next.isPresent(); next = lines.nextEntry()) {
        var key = next.get().key().value();
        files++;
        fileBytes += partBytes(key);
        var top = top(key);
        if (!top.equals(last)) {
          tops++;
          topBytes += partBytes(top);
          last = top;
        }
      }
    }
    if (files == 0) {
      return Optional.empty();
    }
    if (files <= maxFiles && fileBytes <= MAX_PART_BYTES) {
      return Optional.of(Listing.FILES);
    }
    return tops <= maxFiles && topBytes <= MAX_PART_BYTES
        ? Optional.of(Listing.TOP)
        : Optional.empty();
  }

  private static int partBytes(String key) {
    return id(key).length() + "{\"@id\": \"\"}, ".length();
  }

  /** The file or folder at the top that a key belongs to; a folder has a slash at its end. */
  private static String top(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash + 1);
  }

  /** A key as a relative reference. */
  private static String id(String key) {
    var id = new StringBuilder(key.length() + 16);
    PercentCoding.encodePath(key, id);
    return id.toString();
  }

  /** All that comes after the head. */
  private final class Body {
    private final OutputStream out;
    private final Listing listing;
    private final JsonOutput json = new JsonOutput(JsonForm.FILE);

    Body(OutputStream out, Listing listing) {
      this.out = out;
      this.listing = listing;
    }

    void write(Manifest manifest) throws IOException {
      var root = new RootText(subject);
      for (var property : root.properties().members().entrySet()) {
        json.raw(", ").string(property.getKey()).raw(": ").value(property.getValue());
      }
      json.raw(", \"hasPart\": [");
      each(manifest, true);
      json.raw("]},\n");
      flush(0);
      out.write(root.lines().getBytes(StandardCharsets.UTF_8));
      each(manifest, false);
      json.raw("\n]}\n");
      flush(0);
      out.flush();
    }

    /** References to all parts, or all parts. */
    private void each(Manifest manifest, boolean references) throws IOException {
      var last = "";
      try (var lines = manifest.open()) {
        for (var next = lines.nextEntry(); next.isPresent(); next = lines.nextEntry()) {
          var entry = next.get();
          var part = listing == Listing.FILES ? entry.key().value() : top(entry.key().value());
          if (!part.equals(last)) {
            json.raw(last.isEmpty() ? "" : references ? ", " : ",\n");
            if (references) {
              json.raw("{\"@id\": ").string(id(part)).raw("}");
            } else {
              entity(part, entry);
            }
            last = part;
            flush(FLUSH_BYTES);
          }
        }
      }
    }

    private void entity(String part, ManifestEntry entry) {
      boolean folder = part.endsWith("/");
      var path = folder ? part.substring(0, part.length() - 1) : part;
      var name = path.substring(path.lastIndexOf('/') + 1);
      json.raw("{\"@id\": ")
          .string(id(part))
          .raw(
              folder ? ", \"@type\": \"Dataset\", \"name\": " : ", \"@type\": \"File\", \"name\": ")
          .string(name);
      if (!folder) {
        json.raw(", \"contentSize\": ").string(Long.toString(entry.size()));
        MediaTypes.of(name).ifPresent(type -> json.raw(", \"encodingFormat\": ").string(type));
        var hash = entry.hash();
        if (hash.type() == ChecksumType.SHA256) {
          json.raw(", \"sha256\": ").string(hash.value());
        } else {
          json.raw(", \"identifier\": ").string(hash.type().wireName() + ":" + hash.value());
        }
      }
      json.raw("}");
    }

    private void flush(int above) throws IOException {
      if (json.size() > above) {
        json.writeTo(out);
        json.reset();
      }
    }
  }
}
