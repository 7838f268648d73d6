package io.bindery.service.cli;

import java.io.Serial;

/** Ends a command with one sentence for the user and an exit code of {@link ExitCode}. */
public final class CommandException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CommandException(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  public CommandException(int exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
