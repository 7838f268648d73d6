package io.bindery.service.cli;

import io.bindery.packager.browse.IndexProgress;
import io.bindery.packager.browse.RevisionContents;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RevisionName;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** What a command that looks into a package is about: a revision, and a path in it. */
final class Inside {
  @Parameters(
      index = "0",
      paramLabel = "quilt+s3://…",
      description =
          "The package, quilt+s3://BUCKET#package=NS/NAME; its newest revision unless @TOPHASH or its"
              + " first digits follow the name. &path=PATH names something in it.")
  private String uri;

  @Mixin private S3Options s3;

  /**
   * A place in a package.
   *
   * @param path empty: the root
   */
  record Spot(String registry, RevisionName revision, String path) {}

  /** Does something on S3 with the rights of the environment. */
  interface Work<T> {
    T with(S3AsyncClient s3, RevisionContents contents) throws Exception;
  }

  /**
   * The place that the URI and an argument name together.
   *
   * @param path null if there is none
   */
  Spot spot(String path) {
    try {
      if (!PackageUri.isMeant(uri)) {
        throw new CommandException(
            ExitCode.USAGE,
            "'%s' names no package: write quilt+s3://BUCKET#package=NS/NAME, in quotes."
                .formatted(uri));
      }
      var parsed = PackageUri.parse(uri);
      if (path != null && parsed.path().isPresent()) {
        throw new CommandException(
            ExitCode.USAGE,
            "'%s' is too much: the URI names '%s' already.".formatted(path, parsed.path().get()));
      }
      var named =
          new PackageUri(
              parsed.bucket(),
              parsed.name(),
              Optional.empty(),
              parsed.hash(),
              parsed.tag(),
              Optional.empty());
      return new Spot(
          parsed.bucket(),
          RevisionName.of(named),
          Optional.ofNullable(path).or(parsed::path).orElse(""));
    } catch (PackageUriException | PackagingException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** Reads the manifest, shows how far that is, and works with it. */
  <T> T read(Spot spot, PrintWriter err, Work<T> work) {
    return s3.with(
        spot.registry(),
        client -> {
          var line = new ProgressLine(err);
          var progress =
              new IndexProgress(
                  seen ->
                      line.show(
                          () ->
                              line.bar(
                                  seen.readBytes(),
                                  seen.allBytes(),
                                  "%,d entries of the manifest".formatted(seen.entries()))));
          try (var contents =
              RevisionContents.read(client, spot.registry(), spot.revision(), progress)) {
            line.clear();
            return work.with(client, contents);
          } finally {
            line.clear();
          }
        });
  }
}
