package io.bindery.service.cli;

import java.util.List;

/**
 * Adds commands to the command line. Found by {@link java.util.ServiceLoader}: commands that need
 * embedded parts come from a module that production does not have.
 */
public interface CommandModule {
  /** The commands, each an object with picocli's annotations. */
  List<Object> commands();
}
