package io.bindery.service.cli;

import com.typesafe.config.ConfigException;
import io.bindery.platform.aws.AwsCredentialsException;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.NodeDownedException;
import io.bindery.service.PreflightException;
import io.bindery.service.ServiceStartException;
import io.bindery.service.config.ConfigFileException;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tells an error: one sentence on the standard error, a stack trace only if asked for. */
final class Failures {
  private Failures() {}

  static int tell(Exception failure, PrintWriter stderr, boolean debug) {
    var err = Terminal.of(stderr);
    var cause = unwrapped(failure);
    if (cause instanceof CommandException) {
      // Of several lines, where a command lists what is wrong.
      err.print("bindery: " + sentence(cause) + "\n");
    } else {
      err.println("bindery: " + sentence(cause));
    }
    if (debug) {
      failure.printStackTrace(err);
    }
    err.flush();
    return exitCode(cause);
  }

  static int tellUsage(ParameterException failure, String[] arguments) {
    var err = Terminal.of(failure.getCommandLine().getErr());
    err.println("bindery: " + failure.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try: " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static int exitCode(Throwable cause) {
    if (cause instanceof CommandException command) {
      return command.exitCode();
    }
    if (cause instanceof PreflightException preflight) {
      return preflight.isMissing() ? ExitCode.UNAVAILABLE : ExitCode.CONFIGURATION;
    }
    if (cause instanceof SettingsException
        || cause instanceof ConfigFileException
        || cause instanceof ConfigException) {
      return ExitCode.CONFIGURATION;
    }
    if (cause instanceof DatabaseException
        || cause instanceof AwsCredentialsException
        || cause instanceof ServiceStartException
        || cause instanceof NodeDownedException) {
      return ExitCode.UNAVAILABLE;
    }
    return ExitCode.FAILED;
  }

  private static String sentence(Throwable cause) {
    var message = cause.getMessage();
    boolean ours = cause.getClass().getName().startsWith("io.bindery.");
    return ours && message != null
        ? message
        : "unexpected %s: %s (run again with --debug for the stack trace)"
            .formatted(cause.getClass().getSimpleName(), message);
  }

  private static Throwable unwrapped(Throwable failure) {
    var cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
