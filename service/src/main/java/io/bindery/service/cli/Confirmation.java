package io.bindery.service.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Asks before a command does much at once. */
final class Confirmation {
  /** So many at a time are done without a question. */
  private static final long FEW = 10;

  @Option(names = "--yes", description = "Do not ask, however many there are.")
  private boolean yes;

  /** Ends the command unless there are few, or the user agrees. */
  void ofMany(long number, String what) {
    if (number > FEW) {
      ask(what);
    }
  }

  /**
   * Ends the command unless the user agrees.
   *
   * @param what would be done, such as {@code "do 30 jobs again"}
   */
  void ask(String what) {
    if (yes) {
      return;
    }
    var console = Optional.ofNullable(System.console());
    if (console.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "This would %s: say --yes to have it done.".formatted(what));
    }
    if (!agreed(console.get(), what)) {
      throw new CommandException(ExitCode.FAILED, "Nothing was done.");
    }
  }

  private static boolean agreed(Console console, String what) {
    var answer = console.readLine("This will %s. Go on? [y/N] ", what);
    return answer != null
        && (answer.strip().toLowerCase(Locale.ROOT).equals("y")
            || answer.strip().toLowerCase(Locale.ROOT).equals("yes"));
  }
}
