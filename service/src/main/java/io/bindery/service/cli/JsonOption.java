package io.bindery.service.cli;

import picocli.CommandLine.Option;

/** Whether a command prints for programs. */
final class JsonOption {
  @Option(names = "--json", description = "Print what the API answers.")
  private boolean json;

  boolean isGiven() {
    return json;
  }
}
