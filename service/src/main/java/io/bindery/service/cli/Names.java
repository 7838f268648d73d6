package io.bindery.service.cli;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RevisionName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;

/** Names of packages and revisions, as a command line has them. */
final class Names {
  private Names() {}

  /**
   * The name of a bucket that may be written as {@code s3://BUCKET}.
   *
   * @param bucket null if its option was left out
   */
  static String bare(String bucket) {
    return bucket == null ? null : bucket.replaceFirst("^s3://", "");
  }

  /**
   * Reads {@code namespace/name} or {@code namespace/name@TOPHASH}; ends the command if it is
   * neither.
   */
  static RevisionName revision(String text) {
    try {
      return RevisionName.parse(text);
    } catch (PackagingException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** A package's revision and the registry that it is in. */
  record Place(String registry, RevisionName revision) {
    /** With its hash: what changes a registry must not guess. */
    Place exact() {
      if (revision.hash().isEmpty() && revision.tag().isEmpty()) {
        throw new CommandException(
            ExitCode.USAGE,
            "'%s' names no revision: write %s@TOPHASH, as bindery log shows it."
                .formatted(revision, revision.name()));
      }
      return this;
    }
  }

  /** Reads the URI of a package, or of something in it. */
  static PackageUri parsed(String text) {
    try {
      return PackageUri.parse(text);
    } catch (PackageUriException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** Reads {@code quilt+s3://BUCKET#package=namespace/name@TOPHASH}. */
  static Place uri(String text) {
    try {
      var uri = PackageUri.parse(text);
      return new Place(uri.bucket(), RevisionName.of(uri));
    } catch (PackageUriException | PackagingException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /**
   * A revision that is named by a registry and a name, or by a URI instead of both or of the name.
   *
   * @param registry {@code s3://BUCKET}, or a URI
   * @param name null if there is none
   */
  static Place place(String registry, String name) {
    if (PackageUri.isMeant(registry)) {
      if (name != null) {
        throw new CommandException(
            ExitCode.USAGE,
            "'%s' is too much: '%s' names the package already.".formatted(name, registry));
      }
      return uri(registry);
    }
    var bucket = bucket(registry);
    if (name == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "Say which package: NS/NAME after the registry, or its URI,"
              + " quilt+s3://BUCKET#package=NS/NAME@TOPHASH, instead of both.");
    }
    if (!PackageUri.isMeant(name)) {
      return new Place(bucket, revision(name));
    }
    var place = uri(name);
    if (!place.registry().equals(bucket)) {
      throw new CommandException(
          ExitCode.USAGE,
          "'%s' is in another registry than s3://%s: leave one of them out."
              .formatted(name, bucket));
    }
    return place;
  }

  /** The bucket of a registry that is named by its URI. */
  static String bucket(String registry) {
    try {
      var uri = S3Uri.parse(registry);
      if (uri.key().isEmpty() && uri.versionId().isEmpty()) {
        return uri.bucket();
      }
    } catch (S3UriException e) {
      throw new CommandException(ExitCode.USAGE, notARegistry(registry), e);
    }
    throw new CommandException(ExitCode.USAGE, notARegistry(registry));
  }

  private static String notARegistry(String text) {
    return "'%s' is not a registry: write the bucket as s3://BUCKET.".formatted(text);
  }
}
