package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.AssetLine;
import io.bindery.exchange.manifest.AssetLines;
import io.bindery.exchange.manifest.AssetNames;
import io.bindery.exchange.manifest.Place;
import io.bindery.exchange.manifest.Problems;
import io.bindery.exchange.manifest.UnreadableSourceException;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.ManifestFile;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.ManifestRuleException;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolFile;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.uri.PackageUri;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The entries of a package's revision, as assets at the versions that its manifest names. */
final class PackageAssets {
  private static final String MANIFESTS = ".quilt/packages/";
  private static final String FIELD = "package";

  private final S3AsyncClient s3;
  private final Spool spool;
  private final AssetNames names;
  private final Problems problems;

  PackageAssets(S3AsyncClient s3, Spool spool, AssetNames names, Problems problems) {
    this.s3 = s3;
    this.spool = spool;
    this.names = names;
    this.problems = problems;
  }

  /** Reads the revision's manifest, and sees that it is the one that the hash names. */
  void read(PackageUri source, AssetLines lines) throws IOException {
    var hash = source.hash().orElseThrow();
    var object = S3Uri.of(source.bucket(), MANIFESTS + hash);
    try (var file = spool.newFile()) {
      if (copied(source, object, file)) {
        entries(source, object, hash, file, lines);
      }
    }
  }

  /** A revision that is not there says something of the manifest that names it. */
  private boolean copied(PackageUri source, S3Uri object, SpoolFile file) throws IOException {
    try (var in = ManifestSource.object(s3, object).open();
        var out = file.output()) {
      in.transferTo(out);
      return true;
    } catch (UnreadableSourceException e) {
      if (!AwsErrors.isMissing(e.getCause())) {
        throw e;
      }
      problems.add(
          Place.NONE,
          FIELD,
          "there is no %s: s3://%s has no such revision.".formatted(source, source.bucket()));
      return false;
    }
  }

  private void entries(
      PackageUri source, S3Uri object, String hash, SpoolFile file, AssetLines lines)
      throws IOException {
    try {
      var found = ManifestFile.summarize(file.path(), spool).topHash().value();
      if (!found.equals(hash)) {
        problems.add(
            Place.NONE,
            FIELD,
            "%s is not the manifest of %s: its top hash is %s.".formatted(object, source, found));
        return;
      }
      try (var manifest = ManifestReader.openUnsorted(Files.newInputStream(file.path()))) {
        long index = 0;
        for (var entry = manifest.nextEntry(); entry.isPresent(); entry = manifest.nextEntry()) {
          var it = entry.get();
          var line = new AssetLine(new Place(0, 0, index++), it.physicalKey(), it.size());
          var problem =
              names
                  .bucketProblem(it.physicalKey().bucket())
                  .or(() -> names.keyProblem(it.physicalKey().key()))
                  .or(() -> folder(it.physicalKey()));
          problem.ifPresent(
              text -> problems.add(Place.NONE, FIELD, "entry '%s': %s".formatted(it.key(), text)));
          if (problem.isEmpty()) {
            lines.add(line);
          }
        }
        if (index == 0) {
          problems.add(Place.NONE, FIELD, "%s has no entries.".formatted(source));
        }
      }
    } catch (InvalidManifestException | ManifestRuleException e) {
      problems.add(Place.NONE, FIELD, "%s is no manifest: %s".formatted(object, e.getMessage()));
    }
  }

  private static Optional<String> folder(S3Uri object) {
    return object.key().endsWith("/")
        ? Optional.of("%s ends in /, which names a folder here.".formatted(object))
        : Optional.empty();
  }
}
