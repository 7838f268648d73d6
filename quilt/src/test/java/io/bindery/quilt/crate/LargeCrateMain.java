package io.bindery.quilt.crate;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestSorter;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes the package of a large crate in a process of its own, whose heap the test chooses. */
public final class LargeCrateMain {
  private LargeCrateMain() {}

  /**
   * Makes it.
   *
   * @param arguments a directory for temporary files, and how many files the crate lists
   */
  public static void main(String[] arguments) throws Exception {
    int files = Integer.parseInt(arguments[1]);
    var spool = Spool.open(Path.of(arguments[0]));
    var location = S3Uri.of("lab", "run/ro-crate-metadata.json", "v1");
    try (var crate = Crate.read(document(files), location, spool).orElseThrow();
        var sorter = new ManifestSorter(spool)) {
      var contents = crate.contents(location, new PackageName("a/b"));
      contents.checkFiles();
      for (var file : contents.files()) {
        sorter.add(
            new ManifestEntry(
                file.key(),
                file.location(),
                1,
                ObjectHash.ofNothing(ChecksumType.SHA256_CHUNKED),
                contents.meta(file.key(), file.location())));
      }
      var writer =
          new ManifestWriter(
              OutputStream.nullOutputStream(),
              ManifestHeader.builder().userMeta(contents.metadata()).build());
      for (var entry = sorter.next(); entry.isPresent(); entry = sorter.next()) {
        writer.entry(entry.get());
      }
      var summary = writer.finish();
      System.out.println(summary.entries() + " entries, " + summary.manifestBytes() + " bytes");
    }
  }

  /** As it would come from S3: never whole in memory. */
  private static InputStream document(int files) {
    var parts =
        IntStream.range(0, files)
            .mapToObj(i -> (i == 0 ? "" : ",") + "{\"@id\": \"" + path(i) + "\"}");
    var entities =
        IntStream.range(0, files)
            .mapToObj(
                i ->
                    ",{\"@id\": \"%s\", \"@type\": \"File\", \"name\": \"%d\", \"sha256\": \"%064x\", \"description\": \"%s\"}\n"
                        .formatted(path(i), i, i, "measured again, ".repeat(30)));
    var texts =
        Stream.of(
                Stream.of("{\"@graph\": [{\"@id\": \"./\", \"@type\": \"Dataset\", \"hasPart\": ["),
                parts,
                Stream.of("]}"),
                entities,
                Stream.of("]}"))
            .flatMap(it -> it)
            .iterator();
    return new SequenceInputStream(Collections.enumeration(new Texts(texts)));
  }

  private static String path(int i) {
    return "plate-%03d/well-%06d.tiff".formatted(i % 1000, i);
  }

  /** A collection that is walked through once. */
  private static final class Texts extends java.util.AbstractCollection<InputStream> {
    private final Iterator<String> texts;

    Texts(Iterator<String> texts) {
      this.texts = texts;
    }

    @Override
    public Iterator<InputStream> iterator() {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return texts.hasNext();
        }

        @Override
        public InputStream next() {
          return new ByteArrayInputStream(texts.next().getBytes(StandardCharsets.UTF_8));
        }
      };
    }

    @Override
    public int size() {
      throw new UnsupportedOperationException("nobody knows");
    }
  }
}
