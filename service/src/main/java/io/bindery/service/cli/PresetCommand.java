package io.bindery.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bindery.packager.preset.Preset;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Presets of instruments and tools. */
@Command(
    name = "preset",
    description = "Show the presets of instruments and tools, or try one on a folder.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PresetCommand.All.class, PresetCommand.Show.class, PresetTryCommand.class},
    footer = {"", "Example:", "  bindery preset try s3://lab/260105_A09999_0007_AHSAMPLDRX/"})
final class PresetCommand extends CommandGroup {
  /**
   * The preset of a name.
   *
   * @throws CommandException if there is none
   */
  static Preset named(String name) {
    return Preset.of(name)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.USAGE,
                    "There is no preset %s: there are %s."
                        .formatted(
                            name,
                            Preset.all().stream()
                                .map(Preset::name)
                                .collect(Collectors.joining(", ")))));
  }

  /** Needs no service: presets ship with Bindery. */
  @Command(name = "list", description = "List the presets.")
  static final class All extends Listing {}

  /** The same below {@code policy}, where its name says what it lists. */
  @Command(name = "presets", description = "List the presets of instruments and tools.")
  static final class Presets extends Listing {}

  private abstract static class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      if (json.isGiven()) {
        var all = JsonNodeFactory.instance.objectNode();
        var presets = all.putArray("presets");
        Preset.all()
            .forEach(
                preset ->
                    presets.addObject().put("name", preset.name()).put("title", preset.title()));
        return JsonText.print(out, all);
      }
      Preset.all().forEach(preset -> out.printf("%-17s %s%n", preset.name(), preset.title()));
      return ExitCode.OK;
    }
  }

  /** Needs no service either. */
  @Command(
      name = "show",
      description =
          "Print a preset: how folders are recognized, how they are batched (router), what their"
              + " packages are like (packager), and which value of the metadata is from where.")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The preset.")
    private String name;

    @Spec private CommandSpec spec;
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      var preset = named(name);
      if (json.isGiven()) {
        return JsonText.print(
            out,
            JsonNodeFactory.instance
                .objectNode()
                .put("name", preset.name())
                .put("title", preset.title())
                .put("text", preset.file().text()));
      }
      out.print(preset.file().text());
      return ExitCode.OK;
    }
  }
}
