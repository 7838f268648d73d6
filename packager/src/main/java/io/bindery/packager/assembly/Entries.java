package io.bindery.packager.assembly;

import io.bindery.quilt.manifest.ManifestEntry;
import java.io.IOException;
import java.util.Optional;

/** All entries of a package in the order of its manifest. */
interface Entries extends AutoCloseable {
  /** The next one, none after the last. */
  Optional<ManifestEntry> next() throws IOException;

  @Override
  void close() throws IOException;
}
