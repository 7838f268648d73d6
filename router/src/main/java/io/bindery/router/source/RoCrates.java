package io.bindery.router.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;
import java.util.Set;

/**
 * Workflow Run RO-Crates: the file that describes a folder, as nf-prov and others write it. It asks
 * for a package with itself as the metadata, which is how Quilt's engine is told of a crate.
 */
final class RoCrates {
  /** Today's name, the one of version 1.0, and the one from before, which tools still write. */
  private static final Set<String> NAMES =
      Set.of("ro-crate-metadata.json", "ro-crate-metadata.jsonld", "ro-crate-manifest.json");

  private RoCrates() {}

  /** The folder of a crate that was written; nothing if it is another object. */
  static Optional<String> folder(ObjectEvent object) {
    int slash = object.key().lastIndexOf('/');
    return object.kind() == ObjectEvent.Kind.CREATED
            && NAMES.contains(object.key().substring(slash + 1))
        ? Optional.of(object.key().substring(0, slash + 1))
        : Optional.empty();
  }

  /**
   * What is made of a crate in this folder.
   *
   * @param listed whether the packager takes what the crate lists, and not the whole folder
   */
  static Made of(ObjectEvent crate, String folder, boolean listed) {
    if (folder.isEmpty() && !listed) {
      return new Made.Note(
          "crate %s lies at the root: the whole bucket is not packaged".formatted(crate.key()));
    }
    try {
      return Descriptions.of(
          JsonNodeFactory.instance
              .objectNode()
              .put("source_prefix", S3Uri.of(crate.bucket(), folder).toString())
              .put("metadata_uri", S3Uri.of(crate.bucket(), crate.key()).toString()));
    } catch (IllegalArgumentException e) {
      return new Made.Refusal(e.getMessage());
    }
  }
}
