package io.bindery.packager.browse;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.console}: what may be looked at in packages, and what that may cost.
 *
 * @param downloads how the bytes of a file are had
 * @param presignedFor how long a presigned URL is good
 * @param downloadsAtOnce how many files a node hands through at a time
 * @param pictureBytes the largest picture that is shown in a page
 * @param catalogUrl the Quilt catalog that shows the same packages
 * @param indexDirectory for indexes of manifests; absent: a new temporary one
 * @param indexBytes what they may take of the disk
 * @param manifestsAtOnce how many manifests are read for the first time at once
 * @param verificationsAtOnce how many verifications a node runs at once
 */
public record BrowseSettings(
    Downloads downloads,
    Duration presignedFor,
    int downloadsAtOnce,
    long pictureBytes,
    Optional<URI> catalogUrl,
    Optional<Path> indexDirectory,
    long indexBytes,
    int manifestsAtOnce,
    int verificationsAtOnce) {

  /** How the bytes of a file are had. */
  public enum Downloads {
    /** Through the service. */
    THROUGH,
    /** From S3, by an address that S3 takes for a while; through the service as well. */
    PRESIGNED,
    /** Not at all. */
    OFF
  }

  /** Reads {@code bindery.console}. */
  public static BrowseSettings from(Config root) {
    var console = Settings.at(root, "bindery.console");
    return new BrowseSettings(
        console.choice("downloads", Downloads.class),
        console.duration("presigned-for", Duration.ofMinutes(1), Duration.ofHours(12)),
        console.integer("downloads-at-once", 1, 256),
        console.bytes("picture-bytes", 0, 256L << 20),
        console.optionalHttpUri("catalog-url"),
        directory(console),
        console.bytes("index-bytes", 16L << 20, 1L << 50),
        console.integer("manifests-at-once", 1, 16),
        console.integer("verifications-at-once", 1, 16));
  }

  private static Optional<Path> directory(Settings console) {
    try {
      return console.optionalText("index-directory").map(Path::of);
    } catch (InvalidPathException e) {
      throw console.notAllowed("index-directory", "the path of a directory");
    }
  }
}
