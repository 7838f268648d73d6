package io.bindery.laptop.demo;

import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;

/** What the demo says was seen is compared with what must be. */
final class Check {
  private Check() {}

  static void same(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw failed("%s: expected %s, found %s.".formatted(what, expected, actual));
    }
  }

  static CommandException failed(String sentence) {
    return new CommandException(ExitCode.FAILED, sentence);
  }
}
