package io.bindery.service.cli;

import io.bindery.packager.browse.PackageDownload;
import io.bindery.packager.browse.PackageDownload.Progress;
import io.bindery.packager.browse.PackageDownload.Result;
import io.bindery.packager.browse.RevisionContents;
import io.bindery.packager.failure.PackagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Downloads a package, or a part of it. */
@Command(
    name = "get",
    description =
        "Download a package, or a folder or file of it, into a directory, under the paths that the"
            + " files have in the package. Each file is there once it is whole and has the hash of"
            + " the manifest. Run it again to go on after an interruption; what is there is not"
            + " read again.",
    footer = {
      "",
      "Example:",
      "  bindery get 'quilt+s3://lab-registry#package=sequencing/run-1' run-1",
      "  bindery get 'quilt+s3://lab-registry#package=sequencing/run-1@9c2f01&path=reads/' run-1"
    })
final class GetCommand implements Callable<Integer> {
  @Mixin private Inside inside;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description = "Where to put the files (default: here).")
  private Path directory;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Only this folder or file of the package.")
  private String path;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many files to read at once, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int atOnce;

  @Option(names = "--replace", description = "Replace files that are there with other content.")
  private boolean replace;

  @Option(names = "--json", description = "Print what was done as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (atOnce < 1 || atOnce > 64) {
      throw new ParameterException(
          spec.commandLine(), "--at-once is %d: it must be 1 to 64.".formatted(atOnce));
    }
    var spot = inside.spot(path);
    return inside.read(
        spot,
        spec.commandLine().getErr(),
        (s3, contents) -> tell(spot, contents, download(spot, s3, contents)));
  }

  private Result download(Inside.Spot spot, S3AsyncClient s3, RevisionContents contents)
      throws IOException, InterruptedException {
    var line = new ProgressLine(spec.commandLine().getErr());
    try {
      return new PackageDownload(
              s3, directory, atOnce, replace, progress -> line.show(() -> bar(line, progress)))
          .run(contents.index(), spot.path());
    } catch (PackagingException e) {
      throw new CommandException(ExitCode.FAILED, e.getMessage(), e);
    } finally {
      line.clear();
    }
  }

  private static String bar(ProgressLine line, Progress progress) {
    return line.bar(
        progress.bytes(),
        progress.allBytes(),
        "%,d of %,d files".formatted(progress.files(), progress.allFiles()));
  }

  private int tell(Inside.Spot spot, RevisionContents contents, Result result) {
    var progress = result.progress();
    long copied = progress.files() - progress.there() - progress.problems();
    var out = spec.commandLine().getOut();
    if (json) {
      var node = JsonText.object();
      node.put("registry", spot.registry())
          .put("name", spot.revision().name().value())
          .put("top_hash", contents.topHash().value())
          .put("directory", directory.toAbsolutePath().normalize().toString())
          .put("files", progress.allFiles())
          .put("bytes", progress.allBytes())
          .put("copied", copied)
          .put("already_there", progress.there())
          .put("unchecked", progress.unchecked())
          .put("failed", progress.problems());
      var problems = node.putArray("problems");
      result
          .problems()
          .forEach(it -> problems.addObject().put("path", it.path()).put("text", it.text()));
      JsonText.print(out, node);
    } else {
      out.printf("package   %s in s3://%s%n", spot.revision().name(), spot.registry());
      out.printf("top hash  %s%n", contents.topHash());
      out.printf(
          "files     %,d copied, %,d there already (%,d bytes in all)%n",
          copied, progress.there(), progress.allBytes());
      if (progress.unchecked() > 0) {
        out.printf("warning: the manifest has no hash of %,d files%n", progress.unchecked());
      }
      result.problems().forEach(it -> out.printf("%s: %s%n", it.path(), it.text()));
    }
    out.flush();
    if (progress.problems() > 0) {
      throw new CommandException(
          ExitCode.FAILED,
          "%,d of %,d files could not be had; run it again to go on."
              .formatted(progress.problems(), progress.allFiles()));
    }
    return ExitCode.OK;
  }
}
