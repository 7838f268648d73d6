package io.bindery.packager.lineage;

import io.bindery.platform.failure.Causes;
import io.bindery.protocol.text.SafeText;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts events to an endpoint. It follows nobody elsewhere, for the token is meant for this address
 * alone; it reads no more of an answer than it tells; and it waits no longer than it is told to,
 * whatever the endpoint does.
 */
final class HttpOutlet implements Outlet {
  /**
   * Of the client errors those that the same event may not meet later: they are about the endpoint,
   * its address or the token, which somebody mends.
   */
  private static final Set<Integer> PASSING = Set.of(401, 403, 404, 407, 408, 425, 429);

  private static final int FIRST_SUCCESS = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int FIRST_CLIENT_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int LONGEST_WORDS = 300;

  private final LineageSettings.Http settings;
  private final HttpClient client;

  HttpOutlet(LineageSettings.Http settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            // An endpoint that is asked for an upgrade may not understand it.
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
  }

  @Override
  public LineageTarget target() {
    return LineageTarget.HTTP;
  }

  @Override
  public CompletionStage<Void> send(String id, RunState state, String event) {
    var request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(event));
    settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    var answer = client.sendAsync(request.build(), info -> new FirstBytes());
    return answer
        .copy()
        .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        // The client's own limit ends with the head of the answer: its body may never end.
        .whenComplete((done, failure) -> answer.cancel(true))
        .thenCompose(this::judged)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(notTaken(failure)));
  }

  private CompletionStage<Void> judged(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status >= FIRST_SUCCESS && status < FIRST_REDIRECT) {
      return CompletableFuture.completedFuture(null);
    }
    var words = "it answers %d%s".formatted(status, said(response.body()));
    boolean lasts =
        status >= FIRST_CLIENT_ERROR && status < FIRST_SERVER_ERROR && !PASSING.contains(status);
    return CompletableFuture.failedFuture(
        lasts ? NotTakenException.lasting(words) : NotTakenException.passing(words));
  }

  private static NotTakenException notTaken(Throwable failure) {
    var cause = Causes.of(failure);
    if (cause instanceof NotTakenException judged) {
      return judged;
    }
    boolean late = cause instanceof TimeoutException || cause instanceof HttpTimeoutException;
    return NotTakenException.passing(
        late ? "it did not answer in time" : "it cannot be reached: " + Causes.text(cause));
  }

  /** What it says may be anything, the token that it got as well. */
  private String said(String body) {
    var text = settings.token().map(token -> body.replace(token, "(token)")).orElse(body).strip();
    if (text.isEmpty()) {
      return "";
    }
    var line = SafeText.line(text);
    return ": "
        + (line.length() <= LONGEST_WORDS ? line : line.substring(0, LONGEST_WORDS) + "...");
  }
}
