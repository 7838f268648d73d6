package io.bindery.service.cli;

import io.bindery.quilt.manifest.ManifestFile;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a manifest file and prints its top hash. */
@Command(
    name = "top-hash",
    description = "Print the top hash of a manifest file, or say what is wrong with it.",
    footer = {"", "Example:", "  bindery top-hash manifest.jsonl"})
final class TopHashCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A manifest: JSON lines, the header first.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s is not there or not readable.".formatted(file));
    }
    try {
      // Used only if the entries are not in manifest order and must be sorted.
      var directory = Files.createTempDirectory("bindery-top-hash-");
      try {
        var summary = ManifestFile.summarize(file, Spool.open(directory));
        spec.commandLine().getOut().println(summary.topHash());
      } finally {
        Files.deleteIfExists(directory);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }
}
