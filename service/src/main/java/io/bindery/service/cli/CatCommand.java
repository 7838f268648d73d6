package io.bindery.service.cli;

import io.bindery.packager.browse.FileBytes;
import io.bindery.packager.browse.RevisionContents;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Prints a file of a package. */
@Command(
    name = "cat",
    description =
        "Print a file of a package, in the version of its manifest, read from S3. Fails at the end if"
            + " it has not the hash of the manifest. On a terminal, what could do harm there is shown"
            + " escaped.",
    footer = {
      "",
      "Example:",
      "  bindery cat 'quilt+s3://lab-registry#package=sequencing/run-1' README.md"
    })
final class CatCommand implements Callable<Integer> {
  @Mixin private Inside inside;

  @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "The file.")
  private String path;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var spot = inside.spot(path);
    if (spot.path().isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "Say which file: PATH after the URI, or &path=PATH in it.");
    }
    return inside.read(
        spot,
        spec.commandLine().getErr(),
        (s3, contents) -> {
          print(spot, s3, contents);
          return ExitCode.OK;
        });
  }

  private void print(Inside.Spot spot, S3AsyncClient s3, RevisionContents contents)
      throws IOException {
    var file =
        contents
            .index()
            .file(spot.path())
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.FAILED,
                        "%s has no file '%s'.".formatted(spot.revision(), spot.path())));
    var bytes = FileBytes.of(file);
    var writer = spec.commandLine().getOut();
    writer.flush();
    var out =
        Terminal.isSeen() ? new OnTerminal(writer) : new BufferedOutputStream(Bindery.bytesOut());
    bytes.copy(s3, out, moved -> {});
    out.flush();
    bytes.check();
    if (!bytes.isChecked()) {
      spec.commandLine()
          .getErr()
          .printf("The manifest has no hash of '%s' that can be checked.%n", spot.path());
    }
  }

  /** Text goes through the writer of the command line, which makes it safe. */
  private static final class OnTerminal extends OutputStream {
    private final PrintWriter out;

    OnTerminal(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      out.print(new String(bytes, from, length, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
      out.flush();
    }
  }
}
