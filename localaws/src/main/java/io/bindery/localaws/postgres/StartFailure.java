package io.bindery.localaws.postgres;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns what Postgres wrote before it gave up into one sentence with the way out. */
final class StartFailure {
  private static final int LOG_TAIL = 600;

  private StartFailure() {}

  static LocalAwsException explain(Exception cause, Path log, Path cluster, int port) {
    String text = read(log);
    if (text.contains("unshare")) {
      return new LocalAwsException(
          "Postgres refuses to run as root and this system refuses user namespaces (unshare -U):"
              + " run as another user, or allow user namespaces.",
          cause);
    }
    if (isPortTaken(log)) {
      return Ports.inUse(port, "Postgres", cause);
    }
    if (text.contains("No space left on device")) {
      return new LocalAwsException(
          "The disk of " + cluster + " is full: free some space or choose another directory.",
          cause);
    }
    if (text.contains("Permission denied")) {
      return new LocalAwsException(
          "Postgres may not use the directory "
              + cluster
              + ": make it belong to the user who runs this, with mode 700, or choose another one.",
          cause);
    }
    String tail = text.length() > LOG_TAIL ? text.substring(text.length() - LOG_TAIL) : text;
    return new LocalAwsException(
        "Postgres in "
            + cluster
            + " did not come up ("
            + cause.getMessage()
            + "). See "
            + log
            + "; it ends with: "
            + tail.strip().replace('\n', ' '),
        cause);
  }

  static boolean isPortTaken(Path log) {
    return read(log).contains("Address already in use");
  }

  static LocalAwsException otherVersion(Path cluster, String found, String bundled) {
    return new LocalAwsException(
        "The directory "
            + cluster
            + " was written by Postgres "
            + found
            + " and cannot be read by Postgres "
            + bundled
            + ": choose another directory, or dump it with the old version and load it anew.");
  }

  static String read(Path log) {
    try {
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
          : "no log was written";
    } catch (IOException e) {
      return "the log cannot be read: " + e;
    }
  }
}
