package io.bindery.service.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a running service. */
abstract class ApiCommand implements Callable<Integer> {
  /** Between two looks at what the service does. */
  private static final long LOOK_MILLIS = 500;

  @Mixin private ApiOptions api;
  @Spec private CommandSpec spec;

  final ApiClient client() {
    return api.client();
  }

  final CommandLine commandLine() {
    return spec.commandLine();
  }

  final PrintWriter out() {
    return commandLine().getOut();
  }

  /** Waits a moment for the service, which goes on if the command is interrupted. */
  static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted; the service goes on.", e);
    }
  }
}
