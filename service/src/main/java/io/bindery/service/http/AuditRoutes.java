package io.bindery.service.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.util.ByteString;
import io.bindery.protocol.field.FieldException;
import io.bindery.service.audit.AuditAnchor;
import io.bindery.service.audit.AuditChain;
import io.bindery.service.audit.AuditFilter;
import io.bindery.service.audit.AuditReader;
import io.bindery.service.audit.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code /audit}: who did what, as lines to be kept elsewhere, and whether all of it is there. */
final class AuditRoutes {
  private static final String PATH = "audit";
  private static final String AFTER = "after";
  private static final String HASH = "hash";
  private static final ContentType LINES =
      MediaTypes.applicationWithFixedCharset("x-ndjson", HttpCharsets.UTF_8).toContentType();

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /** Of one answer, which takes some seconds. */
  private static final int MOST_VERIFIED = 50_000;

  private final AuditReader reader;

  /** What a look found. */
  private record Verified(
      boolean good,
      long from,
      long to,
      long records,
      AuditAnchor head,
      long problemCount,
      List<AuditChain.Problem> problems,
      Optional<AuditAnchor> next) {
    static Verified of(AuditReader.Verified found) {
      var chain = found.chain();
      return new Verified(
          chain.isGood(),
          found.from(),
          chain.last().map(AuditAnchor::seq).orElse(found.from() - 1),
          chain.records(),
          found.head(),
          chain.problemCount(),
          chain.problems(),
          found.next());
    }
  }

  AuditRoutes(AuditReader reader) {
    this.reader = reader;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            PATH,
            Set.of("actor", "path", "kind", "request", "since", "until", AFTER, "limit"),
            this::list),
        Endpoint.get(PATH + "/export", Set.of(AFTER, "limit"), this::export),
        Endpoint.get(PATH + "/verify", Set.of(AFTER, HASH), this::verify));
  }

  private CompletionStage<HttpResponse> list(Call call) throws FieldException {
    var after = call.after();
    if (after.isPresent() && after.get().number().isEmpty()) {
      throw new RequestException(AFTER, "after: it must be what a page before gave as next.");
    }
    return reader
        .list(
            new AuditFilter(
                call.parameter("actor"),
                call.parameter("path"),
                call.oneOf("kind", Kind.values(), Kind::word),
                call.parameter("request"),
                time(call, "since"),
                time(call, "until")),
            after,
            call.limit())
        .thenApply(page -> Reply.page("records", page));
  }

  private static Optional<Instant> time(Call call, String name) throws FieldException {
    var text = call.parameter(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text.get()));
    } catch (DateTimeException e) {
      throw FieldException.notAllowed(name, text.get(), "a time such as 2026-11-30T08:00:00Z");
    }
  }

  private CompletionStage<HttpResponse> export(Call call) {
    return reader
        .lines(seq(call), call.limit())
        .thenApply(
            lines -> {
              var text = new StringBuilder();
              lines.forEach(line -> text.append(line.text()).append('\n'));
              return HttpResponse.create()
                  .withEntity(HttpEntities.create(LINES, ByteString.fromString(text.toString())));
            });
  }

  private CompletionStage<HttpResponse> verify(Call call) {
    var hash = call.parameter(HASH);
    if (hash.isPresent() && !HEX.matcher(hash.get()).matches()) {
      throw new RequestException(HASH, "hash: it must be 64 lower-case hexadecimal digits.");
    }
    return reader
        .verify(seq(call), hash, MOST_VERIFIED)
        .thenApply(found -> Reply.ok(Verified.of(found)));
  }

  private static long seq(Call call) {
    var text = call.parameter(AFTER).orElse("0");
    if (!NUMBER.matcher(text).matches()) {
      throw new RequestException(
          AFTER,
          "after = %s: it must be the number of a record.".formatted(FieldException.shown(text)));
    }
    return Long.parseLong(text);
  }
}
