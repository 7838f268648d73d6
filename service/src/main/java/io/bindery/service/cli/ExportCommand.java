package io.bindery.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Exports what registries hold. */
@Command(
    name = "export",
    description = "Export what a registry holds: bindery export tables.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example:",
      "  bindery export tables s3://lab-registry --to s3://lab-tables/packages/"
    },
    subcommands = ExportTablesCommand.class)
final class ExportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to export: tables.");
  }
}
