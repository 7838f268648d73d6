package io.bindery.service.cli;

import com.typesafe.config.ConfigException;
import io.bindery.platform.aws.AwsCredentialsException;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.service.NodeDownedException;
import io.bindery.service.PreflightException;
import io.bindery.service.ServiceStartException;
import io.bindery.service.config.ConfigFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Tells an error: one sentence on the standard error, a stack trace only if asked for. */
final class FailureMessages {
  private FailureMessages() {}

  static int tell(Exception failure, PrintWriter stderr, boolean debug) {
    var err = Terminal.of(stderr);
    var cause = Causes.of(failure);
    if (cause instanceof CommandException
        || cause instanceof SettingsException
        || cause instanceof PreflightException) {
      // Of several lines, where it lists what is wrong.
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
    if (cause instanceof InvalidNameException) {
      return ExitCode.USAGE;
    }
    if (isMissingBucket(cause)) {
      return ExitCode.UNAVAILABLE;
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
    if (ours && message != null) {
      return message;
    }
    if (cause instanceof SdkException) {
      return "AWS cannot be used: %s".formatted(FieldException.shown(String.valueOf(message)));
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "File %s is not there.".formatted(message);
    }
    if (cause instanceof AccessDeniedException) {
      return "File %s may not be read or written by this user.".formatted(message);
    }
    if (cause instanceof IOException) {
      return "A file or a connection failed: %s".formatted(FieldException.shown(said(cause)));
    }
    return "Something that Bindery did not expect went wrong: %s (run again with --debug for the"
            .formatted(FieldException.shown(said(cause)))
        + " stack trace)";
  }

  /** What a failure says of itself, without the name of its class. */
  private static String said(Throwable failure) {
    return Causes.chain(failure)
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .findFirst()
        .orElse("it gave no reason");
  }

  private static boolean isMissingBucket(Throwable failure) {
    return Causes.chain(failure).anyMatch(NoSuchBucketException.class::isInstance);
  }
}
