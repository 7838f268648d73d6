package io.bindery.service.cli;

import io.bindery.packager.export.TablesExport;
import io.bindery.packager.export.TablesExport.Result;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports a registry as tables in Parquet. */
@Command(
    name = "tables",
    description =
        "Export the packages of a registry as Quilt's four tables (revision, tag, manifest, entry)"
            + " in files of Parquet. A later export adds what is new. AWS credentials, region and"
            + " endpoint come from the environment.",
    footer = {
      "",
      "Example:",
      "  bindery export tables s3://lab-registry --to s3://lab-tables/packages/"
    })
final class ExportTablesCommand implements Callable<Integer> {
  private static final String S3 = "s3://";
  private static final int SHOWN = 100;

  @Mixin private RegistryOptions registry;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "s3://BUCKET/FOLDER/|DIR",
      description =
          "Where the tables are, or will be: a folder of a bucket that Bindery does not watch, or a"
              + " directory.")
  private String to;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var bucket = registry.bucket();
    var progress = new ProgressLine(spec.commandLine().getErr());
    TablesExport.Listener listener =
        (done, all, entries) -> progress.show(() -> line(done, all, entries));
    Result result;
    if (to.startsWith(S3)) {
      var folder = folder(to, bucket);
      result =
          registry.with(
              s3 -> {
                RegistryOptions.checkBucket(s3, folder.bucket());
                return TablesExport.toBucket(s3, bucket, folder, listener);
              });
    } else {
      var directory = directory(to);
      result = registry.with(s3 -> TablesExport.toDirectory(s3, bucket, directory, listener));
    }
    progress.clear();
    return tell(bucket, result);
  }

  private static S3Uri folder(String text, String registry) {
    try {
      var uri = S3Uri.parse(text);
      if (uri.versionId().isEmpty()) {
        var key = uri.key().isEmpty() || uri.key().endsWith("/") ? uri.key() : uri.key() + "/";
        if (uri.bucket().equals(registry) && (key.isEmpty() || key.startsWith(".quilt/"))) {
          throw new CommandException(
              ExitCode.USAGE,
              "'%s' is not allowed: %s holds packages there. Name another bucket, or a folder such as s3://%s/.bindery/tables/."
                  .formatted(text, registry, registry));
        }
        return S3Uri.of(uri.bucket(), key);
      }
    } catch (S3UriException e) {
      throw new CommandException(ExitCode.USAGE, notAPlace(text), e);
    }
    throw new CommandException(ExitCode.USAGE, notAPlace(text));
  }

  private static Path directory(String text) {
    try {
      if (!text.isBlank() && !text.contains("://")) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw new CommandException(ExitCode.USAGE, notAPlace(text), e);
    }
    throw new CommandException(ExitCode.USAGE, notAPlace(text));
  }

  private static String notAPlace(String text) {
    return "--to '%s' is not allowed: write a folder of a bucket as s3://BUCKET/FOLDER/, or a directory."
        .formatted(text);
  }

  private int tell(String bucket, Result result) {
    var out = spec.commandLine().getOut();
    out.printf("registry   s3://%s%n", bucket);
    out.printf("tables     %s%n", to);
    out.printf("revisions  %,d%n", result.revisions());
    out.printf("manifests  %,d (%,d new)%n", result.allManifests(), result.manifests());
    out.printf("entries    %,d new%n", result.entries());
    if (!result.changed()) {
      out.println("Nothing has changed since the last export.");
    }
    if (result.problems().isEmpty()) {
      return ExitCode.OK;
    }
    result.problems().stream()
        .limit(SHOWN)
        .forEach(
            problem ->
                out.printf(
                    "%s: %s%n", SafeText.line(problem.where()), SafeText.line(problem.text())));
    out.flush();
    throw new CommandException(
        ExitCode.FAILED,
        "%s of s3://%s could not be exported; all others are in the tables."
            .formatted(Amounts.count(result.problems().size(), "object"), bucket));
  }

  private static String line(long manifests, long allManifests, long entries) {
    return "%,d of %,d manifests, %,d entries".formatted(manifests, allManifests, entries);
  }
}
