package io.bindery.service.logging;

/**
 * What is logged until somebody sets up a log. Logback takes longer to start than most commands
 * need to do their work, and most never log: it is set up when a first library asks for it.
 */
public final class FirstLog {
  private static boolean wanted;
  private static boolean begun;

  private FirstLog() {}

  /** Errors only, on the standard error: for a command that answers one question. */
  public static synchronized void errorsOnly() {
    wanted = true;
    if (begun) {
      Logging.errorsOnly();
    }
  }

  /** Logback begins; whether it shall say errors only. */
  static synchronized boolean begin() {
    begun = true;
    return wanted;
  }
}
