package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Logs of child processes: a start begins a new one and keeps those of the starts before. */
public final class LogFiles {
  /** How many logs of earlier starts are kept. */
  public static final int KEPT = 5;

  private LogFiles() {}

  /** Renames {@code x.log} to {@code x.log.1}, that to {@code x.log.2}, and so on. */
  public static void rotate(Path log) {
    try {
      if (!Files.exists(log) || Files.size(log) == 0) {
        return;
      }
      for (int age = KEPT; age > 0; age--) {
        Path younger = age == 1 ? log : numbered(log, age - 1);
        if (Files.exists(younger)) {
          Files.move(younger, numbered(log, age), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new LocalAwsException("The log " + log + " cannot be renamed: " + e, e);
    }
  }

  private static Path numbered(Path log, int age) {
    return log.resolveSibling(log.getFileName() + "." + age);
  }
}
