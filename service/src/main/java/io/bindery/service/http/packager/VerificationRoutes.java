package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.packager.verify.VerificationView;
import io.bindery.packager.verify.Verifications;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Verifications of revisions. */
final class VerificationRoutes {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private final PackageBrowser browser;
  private final Verifications verifications;

  VerificationRoutes(PackageBrowser browser, Verifications verifications) {
    this.browser = browser;
    this.verifications = verifications;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.plain("POST", RevisionCall.REVISION + "/verify", this::verify),
        Endpoint.get("verifications", Set.of("registry", "name", "after", "limit"), this::list),
        Endpoint.get("verifications/{verification}", Set.of(), this::one),
        Endpoint.plain("POST", "verifications/{verification}/cancel", this::cancel));
  }

  private CompletionStage<HttpResponse> verify(Call call) {
    var asked = RevisionCall.of(call);
    return asked
        .topHash(browser)
        .thenCompose(
            topHash -> verifications.order(asked.registry(), asked.name(), topHash, call.actor()))
        .thenApply(
            ordered ->
                Reply.json(202, ordered)
                    .addHeader(
                        RawHeader.create("Location", "/api/v1/verifications/" + ordered.id())));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return verifications
        .list(call.parameter("registry"), call.parameter("name"), call.after(), call.limit())
        .thenApply(page -> Reply.page("verifications", page));
  }

  private static String id(Call call) {
    var id = call.variable("verification");
    if (!ID.matcher(id).matches()) {
      throw new RequestException(
          "verification", "The id of a verification has 32 lower-case hexadecimal digits.");
    }
    return id;
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return verifications.find(id(call)).thenApply(found -> answer(found, Reply::ok));
  }

  private static HttpResponse answer(
      Optional<VerificationView> found, Function<VerificationView, HttpResponse> there) {
    return found.map(there).orElseGet(() -> Reply.problem(404, "There is no such verification."));
  }

  private CompletionStage<HttpResponse> cancel(Call call) {
    var id = id(call);
    return verifications
        .cancel(id, call.actor())
        .thenCompose(
            taken ->
                verifications
                    .find(id)
                    .thenApply(
                        found ->
                            answer(
                                found,
                                view ->
                                    taken || view.cancelledBy().isPresent()
                                        ? Reply.ok(view)
                                        : Reply.problem(409, "The verification has ended."))));
  }
}
