package io.bindery.service.cli;

import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.registry.Revisions;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.Excerpt;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.TopHash;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the revisions of a package. */
@Command(
    name = "log",
    description =
        "Show the revisions of a package, newest first, with their messages, and which of them is"
            + " latest.",
    footer = {"", "Example:", "  bindery log s3://lab-registry sequencing/run-1"})
final class LogCommand implements Callable<Integer> {
  /** As much of a message as stands on a line beside the hash. */
  private static final int LONGEST_MESSAGE = 100;

  @Mixin private RegistryOptions registry;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NS/NAME", description = "The package.")
  private String name;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var place = registry.place(name);
    var bucket = place.registry();
    var revision = place.revision();
    return registry.with(
        bucket,
        s3 -> {
          var history =
              new Revisions(s3).history(bucket, revision.name()).toCompletableFuture().join();
          if (history.isEmpty()) {
            throw new CommandException(
                ExitCode.FAILED,
                "Registry s3://%s has no package '%s'.%s"
                    .formatted(
                        bucket, revision.name(), NearNames.words(s3, bucket, revision.name())));
          }
          print(history, new RegistryReader(s3), bucket);
          VersionWarning.of(s3, bucket, history.get(0).topHash())
              .ifPresent(words -> spec.commandLine().getOut().println("warning: " + words));
          return ExitCode.OK;
        });
  }

  /** A hash may have several pointers: only the newest of them is what latest stands for. */
  private void print(List<Revisions.Revision> history, RegistryReader reader, String bucket) {
    var out = spec.commandLine().getOut();
    boolean marked = false;
    for (var it : history) {
      boolean latest = it.isLatest() && !marked;
      marked |= latest;
      out.println(
          "%s  %s%s  %s"
              .formatted(
                  it.at(),
                  it.topHash(),
                  latest ? "  latest" : "        ",
                  message(reader, bucket, it.topHash()))
              .stripTrailing());
    }
  }

  /** A revision is shown even if its manifest is gone, or is none. */
  private static String message(RegistryReader reader, String bucket, TopHash hash) {
    try (var manifest =
        ManifestReader.open(reader.open(bucket, hash).toCompletableFuture().join())) {
      return manifest.header().message().map(LogCommand::onOneLine).orElse("");
    } catch (IOException | CompletionException | InvalidManifestException e) {
      return "(its manifest cannot be read)";
    }
  }

  private static String onOneLine(String message) {
    var line = FieldException.shown(message.strip().replaceAll("\\s+", " "));
    return line.length() <= LONGEST_MESSAGE ? line : Excerpt.start(line, LONGEST_MESSAGE) + "…";
  }
}
