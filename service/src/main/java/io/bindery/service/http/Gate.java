package io.bindery.service.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.service.access.Principal;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What every request passes before anything is done for it, and every answer on its way back. */
final class Gate {
  private static final String REQUEST_ID = "X-Request-Id";

  /** Clients of which it is remembered how often they come. */
  private static final int CLIENTS = 10_000;

  private final Access access;
  private final Origins origins;
  private final List<Network> proxies;
  private final Optional<RateLimit> rate;
  private final AuditedRefusals refusals;

  Gate(Access access, Origins origins, AccessSettings settings, AuditedRefusals refusals) {
    this.access = access;
    this.origins = origins;
    this.proxies = settings.proxies();
    this.rate =
        settings
            .requestsPerSecond()
            .map(most -> new RateLimit(most, 2.0 * most, CLIENTS, System::nanoTime));
    this.refusals = refusals;
  }

  Incoming incoming(HttpRequest request, InetAddress peer) {
    return Incoming.of(request, peer, proxies);
  }

  Optional<HttpResponse> preflight(Incoming incoming) {
    return origins.preflight(incoming);
  }

  CompletionStage<Admission> admit(Incoming incoming) {
    return access.admit(incoming);
  }

  /** The answer to who is not let in. That a token was refused is in the audit trail. */
  CompletionStage<HttpResponse> refuse(Incoming incoming, Admission.Refused refused) {
    var tooOften = tooOften(incoming, Principal.NOBODY);
    if (tooOften.isPresent()) {
      return Call.done(tooOften.get());
    }
    if (refused.shown()) {
      refusals.token(incoming, refused.answer());
    }
    return Call.done(refused.answer());
  }

  /** What is answered who comes too often; nothing if he does not. */
  Optional<HttpResponse> tooOften(Incoming incoming, Principal principal) {
    if (rate.isEmpty()) {
      return Optional.empty();
    }
    boolean proved =
        principal.how() != Principal.How.NOBODY && principal.how() != Principal.How.OPEN;
    var seconds =
        rate.get()
            .take(
                proved ? "%s %s".formatted(principal.how(), principal.name()) : incoming.sender());
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Access.tooOften(
                seconds.getAsLong(),
                "Too many requests: bindery.http.requests-per-second says how many may come."));
  }

  /** The answer as it goes out. */
  HttpResponse shown(HttpResponse answer, Incoming incoming) {
    return origins.on(answer, incoming).addHeader(RawHeader.create(REQUEST_ID, incoming.id()));
  }
}
