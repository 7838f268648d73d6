package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.settings.SettingsException;
import io.bindery.router.open.PageException;
import io.bindery.router.operator.OrderException;
import io.bindery.router.reconcile.ReconcileException;
import io.bindery.router.replay.DryRunException;
import io.bindery.router.source.SourceException;
import io.r2dbc.spi.R2dbcException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a request is answered that could not be served. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static HttpResponse answer(Throwable failure) {
    var cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof RequestException || cause instanceof PageException) {
      return Reply.problem(400, cause.getMessage());
    }
    if (cause instanceof SettingsException
        || cause instanceof OrderException
        || cause instanceof ReconcileException
        || cause instanceof DryRunException
        || cause instanceof SourceException) {
      return Reply.problem(422, cause.getMessage());
    }
    if (cause instanceof R2dbcException || cause instanceof TimeoutException) {
      log.warn("a request could not be served: {}", cause.toString());
      return Reply.later("The database or a batch did not answer in time.");
    }
    log.error("a request failed", cause);
    return Reply.problem(500, "The request failed; the log of the service says why.");
  }
}
