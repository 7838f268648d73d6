package io.bindery.platform.failure;

import akka.pattern.StatusReply;
import io.r2dbc.spi.R2dbcException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What stands behind a failure of an asynchronous step. */
public final class Causes {
  /** As {@code java.net.ConnectException: } at the start of a message, once or several times. */
  private static final Pattern CLASS_NAMES =
      Pattern.compile("^(?:(?:[a-z][a-z0-9_]*\\.)+[A-Z][A-Za-z0-9$]*: )+");

  /** The same anywhere, of failures only: other words may look like it. */
  private static final Pattern FAILURES =
      Pattern.compile("(?:\\b[a-z][a-z0-9_]*\\.)+[A-Z][A-Za-z0-9$]*(?:Exception|Error): ");

  private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])[A-Z]");

  private Causes() {}

  /** The failure itself, without the wrappers that futures put around it. */
  public static Throwable of(Throwable failure) {
    var cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** What it began with: the last cause of all, below what libraries made of it. */
  public static Throwable root(Throwable failure) {
    return chain(failure).reduce(failure, (above, below) -> below);
  }

  /** The failure, its cause, the cause of that, and so on. */
  public static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  /**
   * What a failure says, without the names of classes that libraries put into their messages: they
   * mean nothing to whoever reads a mail, a list or an answer.
   */
  public static String text(Throwable failure) {
    var cause = of(failure);
    if (cause instanceof LinkageError) {
      // Its message is the name of a class, or of a method.
      return "a part of Bindery or a native library cannot be loaded on this machine: see that all"
          + " its files are there and may be read and run";
    }
    var message =
        cause.getMessage() == null ? "" : CLASS_NAMES.matcher(cause.getMessage()).replaceFirst("");
    message = FAILURES.matcher(message).replaceAll("");
    if (cause instanceof FileSystemException file && file.getReason() == null) {
      // The message is only the name of the file.
      return message + ": " + kind(cause);
    }
    return message.isBlank() ? kind(cause) : message;
  }

  /** {@code NoSuchFileException} is "no such file". */
  private static String kind(Throwable cause) {
    var name = cause.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
    return name.isEmpty()
        ? "it failed"
        : WORD.matcher(name).replaceAll(" $0").strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Why something of ours did not answer, in words for whoever waits for it: names of classes and
   * actors, as they stand in the messages of libraries, mean nothing to that person.
   */
  public static String words(Throwable failure) {
    var cause = of(failure);
    if (cause instanceof TimeoutException) {
      return "it did not answer in time";
    }
    if (cause instanceof R2dbcException) {
      return "the database did not take it";
    }
    var message = cause.getMessage();
    // What an actor of ours answers comes with its words in a class of Akka's.
    boolean ours =
        cause instanceof StatusReply.ErrorMessage
            || cause.getClass().getName().startsWith("io.bindery.");
    return ours && message != null ? message : "it failed; the log of the service says why";
  }
}
