package io.bindery.laptop.demo;

import io.bindery.platform.failure.Causes;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The data set of the demo: a folder of files.
 *
 * @param root its folder
 * @param files the files below it
 * @param bytes their size in all
 */
record Sample(Path root, List<Path> files, long bytes) {

  /** Reads what is in the folder. */
  static Sample in(Path root) {
    try (var tree = Files.walk(root)) {
      var files = tree.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
      long bytes = 0;
      for (var file : files) {
        bytes += Files.size(file);
      }
      if (files.isEmpty()) {
        throw unreadable(root, "there is no file in it", null);
      }
      return new Sample(root, files, bytes);
    } catch (IOException e) {
      throw unreadable(root, Causes.text(e), e);
    }
  }

  /** The key of a file below a prefix: its path with slashes, whatever the system's separator. */
  String key(String prefix, Path file) {
    var path = new StringBuilder(prefix);
    root.relativize(file).forEach(name -> path.append(name).append('/'));
    return path.substring(0, path.length() - 1);
  }

  private static CommandException unreadable(Path root, String reason, Exception cause) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "The sample data in %s cannot be read: %s.".formatted(root, reason),
        cause);
  }
}
