package io.bindery.service.http.exchange;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.exchange.Exchange;
import io.bindery.exchange.intake.Submission;
import io.bindery.exchange.publication.PublicationCommand;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.exchange.tables.PublicationFilter;
import io.bindery.exchange.tables.PublicationView;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import io.bindery.service.access.Role;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code /publications}: what is published on AWS Data Exchange, and orders to it. */
public final class PublicationRoutes {
  private static final String PATH = "publications";
  private static final String ONE = PATH + "/{publication}";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final int ACCEPTED = 202;

  private static final String COMMENT = "comment";
  private static final String PACKAGE = "package";

  /** As Data Exchange takes it. */
  private static final int SHORTEST_COMMENT = 10;

  private static final int LONGEST_COMMENT = 512;

  private final Exchange exchange;

  public PublicationRoutes(Exchange exchange) {
    this.exchange = exchange;
  }

  /** The answer to a request or an order. */
  private record Taken(String publicationId, Optional<Boolean> known, String status) {
    static HttpResponse of(String id, Optional<Boolean> known) {
      var status = "/api/v1/publications/" + id;
      return Reply.json(ACCEPTED, new Taken(id, known, status))
          .addHeader(RawHeader.create("Location", status));
    }
  }

  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "POST",
            PATH,
            Set.of(ManifestBody.AGAIN),
            new Endpoint.Body.Foreign(Set.of("json")),
            call -> call.bytes(Map.of("json", body -> submit(call, body)))),
        Endpoint.get(
            PATH,
            Set.of("state", "data_set", "product", "manifest", PACKAGE, "after", "limit"),
            this::list),
        Endpoint.get(ONE, Set.of(), this::one),
        Endpoint.plain("POST", ONE + "/cancel", this::cancel),
        Endpoint.plain("POST", ONE + "/go-on", this::goOn),
        Endpoint.json("POST", ONE + "/revoke", Set.of(COMMENT), this::revoke).needs(Role.ADMIN));
  }

  private CompletionStage<HttpResponse> submit(Call call, byte[] body) {
    boolean again = call.flag(ManifestBody.AGAIN);
    var by = Optional.of(call.actor());
    var id = "http " + call.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
    try {
      var manifest = ManifestBody.of(body);
      var taken =
          manifest instanceof ManifestBody.Named named
              ? exchange
                  .requests()
                  .object(id, named.object(), again || named.again(), by, call.trace())
              : exchange
                  .requests()
                  .inline(id, ((ManifestBody.Inline) manifest).text(), again, by, call.trace());
      return taken.thenApply(PublicationRoutes::answer);
    } catch (FieldException e) {
      return Call.done(Reply.problemOf(e.field(), 400, e.getMessage()));
    }
  }

  private static HttpResponse answer(Submission submission) {
    if (submission instanceof Submission.Refused refused) {
      return Reply.problemOf(refused.field(), 422, refused.reason());
    }
    if (submission instanceof Submission.Later later) {
      return Reply.later("The request could not be recorded now: " + later.reason() + ".");
    }
    var accepted = (Submission.Accepted) submission;
    return Taken.of(accepted.publicationId(), Optional.of(accepted.known()));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return exchange
        .lists()
        .list(
            PublicationFilter.ALL
                .state(call.oneOf("state", PublicationState.values(), PublicationState::word))
                .dataSet(call.parameter("data_set"))
                .product(call.parameter("product"))
                .manifest(call.parameter("manifest").map(PublicationRoutes::object))
                .revision(call.parameter(PACKAGE).map(PublicationRoutes::revision)),
            call.after(),
            call.limit())
        .thenApply(page -> Reply.page(PATH, page));
  }

  private static S3Uri object(String text) {
    try {
      return S3Uri.parse(text);
    } catch (S3UriException e) {
      throw new RequestException(
          ManifestBody.MANIFEST,
          "manifest = %s: %s: write s3://BUCKET/KEY."
              .formatted(FieldException.shown(text), e.reason()));
    }
  }

  private static PackageUri revision(String text) {
    try {
      var uri = PackageUri.parse(text);
      if (uri.hash().isPresent()) {
        return uri;
      }
    } catch (PackageUriException e) {
      throw new RequestException(
          PACKAGE,
          "package = %s: %s: write quilt+s3://BUCKET#package=NAME@TOPHASH."
              .formatted(FieldException.shown(text), FieldException.shown(e.getMessage())));
    }
    throw new RequestException(
        PACKAGE,
        "package = %s: it names no revision: write quilt+s3://BUCKET#package=NAME@TOPHASH."
            .formatted(FieldException.shown(text)));
  }

  private static String id(Call call) {
    var id = call.variable("publication");
    if (!ID.matcher(id).matches()) {
      throw new RequestException(
          "publication", "The id of a publication has 32 lower-case hexadecimal digits.");
    }
    return id;
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return exchange
        .lists()
        .find(id(call))
        .thenCompose(
            found ->
                found.isEmpty()
                    ? Call.done(unknown())
                    : exchange
                        .refusals()
                        .find(found.get().publicationId())
                        .thenApply(problems -> Reply.ok(Whole.of(found.get(), problems))));
  }

  /** A publication, and what is wrong with its manifest. */
  private record Whole(
      @JsonUnwrapped PublicationView publication,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JsonNode> problems) {
    static Whole of(PublicationView publication, Optional<ObjectNode> problems) {
      var all = new ArrayList<JsonNode>();
      problems.ifPresent(it -> it.path("problems").forEach(all::add));
      return new Whole(publication, all);
    }
  }

  private CompletionStage<HttpResponse> cancel(Call call) {
    var id = id(call);
    return exchange.publications().cancel(id, call.actor()).thenApply(it -> answer(id, it));
  }

  private CompletionStage<HttpResponse> goOn(Call call) {
    var id = id(call);
    return exchange.publications().goOn(id, call.actor()).thenApply(it -> answer(id, it));
  }

  private CompletionStage<HttpResponse> revoke(Call call, JsonFields body) throws FieldException {
    var id = id(call);
    var comment = body.text(COMMENT).strip();
    int length = comment.codePointCount(0, comment.length());
    if (length < SHORTEST_COMMENT || length > LONGEST_COMMENT) {
      return Call.done(
          Reply.problemOf(
              COMMENT,
              422,
              FieldException.notAllowed(
                      COMMENT,
                      comment,
                      "a text of %d to %d characters".formatted(SHORTEST_COMMENT, LONGEST_COMMENT))
                  .getMessage()));
    }
    return exchange
        .publications()
        .revoke(id, call.actor(), comment)
        .thenApply(it -> answer(id, it));
  }

  private static HttpResponse answer(String id, PublicationCommand.OrderAnswer answer) {
    if (answer instanceof PublicationCommand.Ordered) {
      return Taken.of(id, Optional.empty());
    }
    return answer instanceof PublicationCommand.NotOrdered no
        ? Reply.problem(409, no.reason())
        : unknown();
  }

  private static HttpResponse unknown() {
    return Reply.problem(404, "There is no publication of this id.");
  }
}
