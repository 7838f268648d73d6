package io.bindery.service.http;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.protocol.field.FieldException;
import io.bindery.service.access.Principal;
import io.bindery.service.audit.Asked;
import io.bindery.service.audit.AuditEntry;
import io.bindery.service.audit.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries out orders. Each is in the audit trail before anything is done for it; if it cannot be,
 * it is not carried out. What became of it follows.
 */
final class Orders {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LATE = 503;

  private final AuditTrail trail;
  private final AuditedRefusals refusals;

  Orders(AuditTrail trail, AuditedRefusals refusals) {
    this.trail = trail;
    this.refusals = refusals;
  }

  /** Reads what is ordered, records it, carries it out, and records what became of it. */
  CompletionStage<HttpResponse> carryOut(Call call, Endpoint endpoint) {
    boolean bare = call.isEmpty() && endpoint.body() instanceof Endpoint.Body.Fields;
    return bare
        ? carryOut(call, endpoint, new byte[0])
        : call.whole(endpoint.types(), body -> carryOut(call, endpoint, body));
  }

  private CompletionStage<HttpResponse> carryOut(Call call, Endpoint endpoint, byte[] body) {
    var who = who(call.incoming(), call.principal());
    var what = what(call.incoming(), endpoint);
    return trail
        .add(
            AuditEntry.order(who, what, new Asked(call.parameters(), body)),
            seq ->
                Optional.of(
                    AuditEntry.outcome(
                        seq,
                        who,
                        what,
                        LATE,
                        Optional.of("It was not carried out: it was recorded too late."))))
        .handle(
            (seq, failure) ->
                failure == null
                    ? answered(call.with(body), endpoint)
                        .thenCompose(answer -> recorded(seq, who, what, answer))
                    : Call.done(
                        Reply.later(
                            "The order cannot be recorded in the audit trail, and so is not carried"
                                + " out; try again a little later.")))
        .thenCompose(answer -> answer);
  }

  private static CompletionStage<HttpResponse> answered(Call call, Endpoint endpoint) {
    CompletionStage<HttpResponse> answer;
    try {
      answer = endpoint.handler().handle(call);
    } catch (FieldException e) {
      answer = Call.done(Reply.problemOf(e.field(), 400, e.getMessage()));
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(FailureAnswers::answer);
  }

  private CompletionStage<HttpResponse> recorded(
      long seq, AuditEntry.Who who, AuditEntry.What what, HttpResponse answer) {
    return trail
        .addSurely(AuditEntry.outcome(seq, who, what, answer.status().intValue(), detail(answer)))
        .thenApply(done -> answer);
  }

  /** Somebody has not the role for an order. */
  CompletionStage<HttpResponse> refused(
      Incoming incoming, Principal principal, Endpoint endpoint, HttpResponse answer) {
    refusals.order(who(incoming, principal), what(incoming, endpoint), answer);
    return Call.done(answer);
  }

  static AuditEntry.Who who(Incoming incoming, Principal principal) {
    return new AuditEntry.Who(
        incoming.id(),
        principal.name(),
        noted(incoming),
        principal.how() == Principal.How.NOBODY ? "none" : principal.role().word(),
        principal.how().word(),
        incoming.sender());
  }

  private static Optional<String> noted(Incoming incoming) {
    try {
      return incoming
          .header(Actor.HEADER)
          .filter(text -> !text.isBlank())
          .map(text -> Actor.of(Optional.of(text)));
    } catch (RequestException e) {
      // The order will be refused for it.
      return Optional.empty();
    }
  }

  static AuditEntry.What what(Incoming incoming, Endpoint endpoint) {
    return new AuditEntry.What(
        incoming.request().method().name(),
        cut(incoming.request().getUri().path()),
        "/" + endpoint.address());
  }

  /** As a record has it. */
  static String cut(String path) {
    return path.length() <= 2_000 ? path : path.substring(0, 2_000) + "…";
  }

  /** What a problem says. */
  static Optional<String> detail(HttpResponse answer) {
    boolean problem = answer.entity().getContentType().mediaType().subType().equals("problem+json");
    if (!problem || !(answer.entity() instanceof HttpEntity.Strict body)) {
      return answer.getHeader("Location").map(HttpHeader::value);
    }
    try {
      var text = new String(body.getData().toArray(), StandardCharsets.UTF_8);
      return Optional.of(JSON.readTree(text).path("detail").asText());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
