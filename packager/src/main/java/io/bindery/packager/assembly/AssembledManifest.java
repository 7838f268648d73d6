package io.bindery.packager.assembly;

import io.bindery.quilt.manifest.ManifestSummary;
import io.bindery.quilt.manifest.SpoolException;
import io.bindery.quilt.manifest.SpoolFile;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * A manifest on the disk.
 *
 * @param summary what it comes to
 * @param file to be discarded when it is pushed or not needed
 */
public record AssembledManifest(ManifestSummary summary, SpoolFile file) {

  public Path path() {
    return file.path();
  }

  /** Removes the file. */
  public void discard() {
    try {
      file.close();
    } catch (SpoolException e) {
      LoggerFactory.getLogger(AssembledManifest.class).warn("{}", e.getMessage());
    }
  }
}
