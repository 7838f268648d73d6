package io.bindery.platform.failure;

import akka.pattern.StatusReply;
import io.r2dbc.spi.R2dbcException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What stands behind a failure of an asynchronous step. */
public final class Causes {
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
