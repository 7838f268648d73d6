package io.bindery.service.cli;

import io.bindery.protocol.field.FieldException;
import io.bindery.router.source.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Event sources. */
@Command(
    name = "source",
    description = "Try an event source.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = SourceCommand.Test.class,
    footer = {"", "Example:", "  bindery source test lims.json --event event.json"})
final class SourceCommand extends CommandGroup {
  /** Needs no service: what a source makes of an event depends on the two alone. */
  @Command(
      name = "test",
      description =
          "Tell whether a source wants an event, and what it makes of it; if it does not, which"
              + " fields of its pattern do not fit. Nothing is sent.")
  static final class Test implements Callable<Integer> {
    @Parameters(
        paramLabel = "FILE",
        description =
            "The source as JSON, with EventPattern and InputTransformer; or health-omics or ro-crate.")
    private String source;

    @Option(
        names = "--event",
        required = true,
        paramLabel = "EVENT.json",
        description = "What a message of the event queue would hold.")
    private Path event;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var trial = trial();
      var out = spec.commandLine().getOut();
      out.println(trial.words());
      trial.description().ifPresent(description -> out.print(description.toPrettyString() + "\n"));
      return trial.makesPackage() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Trial trial() {
      var text = read(event);
      try {
        var builtIn = Trial.ofBuiltIn(source, text);
        return builtIn.isPresent()
            ? builtIn.get()
            : Trial.of("source", read(Path.of(source)), text);
      } catch (FieldException e) {
        throw new CommandException(ExitCode.FAILED, e.getMessage(), e);
      }
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.UNAVAILABLE, "File %s is not there or not readable.".formatted(file), e);
      }
    }
  }
}
