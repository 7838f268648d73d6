package io.bindery.quilt.manifest;

import io.bindery.quilt.manifest.ManifestRuleException.Rule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a manifest in a file comes to. */
public final class ManifestFile {

  private ManifestFile() {}

  /**
   * Checks a manifest and computes its top hash. Entries in another order than quilt3 writes are
   * sorted first, as its own reader does, so the top hash is the one that quilt3 would compute.
   *
   * @throws InvalidManifestException with the line, the field and the reason
   * @throws ManifestRuleException if entries in another order have the same key, say
   */
  public static ManifestSummary summarize(Path file, Spool spool) throws IOException {
    try (ManifestReader reader = ManifestReader.open(Files.newInputStream(file))) {
      while (reader.next().isPresent()) {
        // Reading is checking.
      }
      return reader.summary();
    } catch (InvalidManifestException e) {
      if (!(e.getCause() instanceof ManifestRuleException cause) || cause.rule() != Rule.ORDER) {
        throw e;
      }
    }
    return summarizeUnsorted(file, spool);
  }

  private static ManifestSummary summarizeUnsorted(Path file, Spool spool) throws IOException {
    try (ManifestReader reader = ManifestReader.openUnsorted(Files.newInputStream(file));
        ManifestSorter sorter = new ManifestSorter(spool)) {
      for (Optional<ManifestEntry> entry = reader.nextEntry();
          entry.isPresent();
          entry = reader.nextEntry()) {
        sorter.add(entry.get());
      }
      ManifestWriter writer =
          new ManifestWriter(
              OutputStream.nullOutputStream(),
              reader.header(),
              ManifestReader.DEFAULT_MAX_LINE_BYTES,
              new TopHasher());
      for (Optional<ManifestEntry> entry = sorter.next();
          entry.isPresent();
          entry = sorter.next()) {
        writer.entry(entry.get());
      }
      ManifestSummary summary = writer.finish();
      return new ManifestSummary(
          summary.topHash(), summary.entries(), summary.contentBytes(), Files.size(file));
    }
  }
}
