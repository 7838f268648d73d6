package io.bindery.packager.intake;

import io.bindery.packager.intake.Submission.Refused;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.name.InvalidNameException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Keys have 1,024 bytes in S3. What names a longer one is refused before anything is read and
 * hashed for it, and before a table must hold it.
 */
public final class Lengths {
  private static final int LONGEST_KEY = 1024;

  private Lengths() {}

  /** Why a description is refused, if it is. */
  public static Optional<Refused> refusal(PackageDescription description) {
    if (description.source() instanceof SourceFolder folder && isTooLong(folder.prefix())) {
      return tooLong("source_prefix", folder.prefix());
    }
    var metadata = description.metadataUri().filter(uri -> isTooLong(uri.key()));
    if (metadata.isPresent()) {
      return tooLong("metadata_uri", metadata.get().key());
    }
    try {
      description.name().pushable();
      return Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.of(
          new Refused(
              "package_name",
              "package_name = '%s' cannot be used: %s."
                  .formatted(FieldException.shown(e.value()), e.reason())));
    }
  }

  private static boolean isTooLong(String key) {
    return key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY;
  }

  private static Optional<Refused> tooLong(String field, String key) {
    return Optional.of(
        new Refused(
            field,
            "%s names '%s', and a key of S3 has at most %d bytes of UTF-8: give the one that is there."
                .formatted(field, FieldException.shown(key), LONGEST_KEY)));
  }
}
