package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.IllegalUriException;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.audit.AuditException;
import io.r2dbc.spi.R2dbcException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a request is answered that could not be served. */
final class FailureAnswers {
  private static final Logger log = LoggerFactory.getLogger(FailureAnswers.class);

  private FailureAnswers() {}

  static HttpResponse answer(Throwable failure) {
    var cause = Causes.of(failure);
    if (cause instanceof RequestException wrong) {
      return Reply.problemOf(wrong.field(), wrong.status(), wrong.getMessage());
    }
    if (cause instanceof RefusedException refused) {
      return Reply.problemOf(refused.field(), 422, refused.getMessage());
    }
    if (cause instanceof SettingsException setting) {
      return Reply.problemOf(setting.path(), 422, setting.getMessage());
    }
    if (cause instanceof PackagingException known) {
      return ofRegistry(known);
    }
    if (cause instanceof IllegalUriException) {
      return Reply.problem(400, "The address of the request cannot be read.");
    }
    if (cause instanceof AuditException) {
      return Reply.later(cause.getMessage());
    }
    if (cause instanceof R2dbcException || cause instanceof TimeoutException) {
      log.warn("a request could not be served: {}", Causes.text(cause));
      return Reply.later("The database or a batch did not answer in time.");
    }
    log.error("a request failed", cause);
    return Reply.problem(500, "The request failed; the log of the service says why.");
  }

  /** What S3 or a package says in the place of an answer. */
  private static HttpResponse ofRegistry(PackagingException known) {
    return switch (known.reason()) {
      case NOT_FOUND -> Reply.problem(404, known.getMessage());
      case NO_RIGHT -> Reply.problem(403, known.getMessage());
      case UNEXPECTED -> Reply.problem(500, known.getMessage());
      default ->
          known.isPassing()
              ? Reply.later(known.getMessage())
              : Reply.problem(422, known.getMessage());
    };
  }
}
