package io.bindery.packager.promote;

import io.bindery.quilt.manifest.DirectoryMeta;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestLine;
import io.bindery.quilt.manifest.ManifestSummary;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.SpoolFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The new manifest of a promotion, while its lines come. */
record ManifestOutput(SpoolFile file, OutputStream stream, ManifestWriter writer) {
  private static final Logger log = LoggerFactory.getLogger(ManifestOutput.class);

  static ManifestOutput open(SpoolFile file, ManifestHeader header) throws IOException {
    var stream = file.output();
    try {
      return new ManifestOutput(file, stream, new ManifestWriter(stream, header));
    } catch (IOException | RuntimeException e) {
      try (stream) {
        throw e;
      }
    }
  }

  void write(ManifestLine line) throws IOException {
    if (line instanceof ManifestEntry entry) {
      writer.entry(entry);
    } else if (line instanceof DirectoryMeta directory) {
      writer.directory(directory);
    }
  }

  ManifestSummary finish() {
    try (stream) {
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    try {
      stream.close();
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
    }
  }
}
