package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.gateway.FileGateways;
import io.bindery.packager.gateway.RefreshView;
import io.bindery.packager.gateway.ShareView;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /file-gateway}: shares of file gateways, and what became of their refreshes. */
final class GatewayRoutes {
  private static final String REFRESHES = "file-gateway/refreshes";
  private static final int ACCEPTED = 202;

  private record Shares(List<ShareView> shares) {}

  private record Asked(List<String> shares) {}

  private final FileGateways gateways;

  GatewayRoutes(FileGateways gateways) {
    this.gateways = gateways;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "file-gateway",
            Set.of(),
            call -> gateways.shares().thenApply(shares -> Reply.ok(new Shares(shares)))),
        Endpoint.get(REFRESHES, Set.of("share", "state", "after", "limit"), this::refreshes),
        Endpoint.json("POST", REFRESHES, Set.of("bucket", "prefix"), this::ask));
  }

  private CompletionStage<HttpResponse> refreshes(Call call) {
    return gateways
        .refreshes(
            call.parameter("share"),
            call.oneOf("state", RefreshView.State.values(), RefreshView.State::word),
            call.after(),
            call.limit())
        .thenApply(page -> Reply.page("refreshes", page));
  }

  private CompletionStage<HttpResponse> ask(Call call, JsonFields body) throws FieldException {
    var prefix = body.optionalText("prefix").orElse("");
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw FieldException.notAllowed("prefix", prefix, "a folder with its slash, as runs/1/");
    }
    var bucket = Call.bucket(body.text("bucket"));
    return gateways
        .refresh(new SourceFolder(bucket, prefix), call.actor())
        .thenApply(
            shares ->
                shares.isEmpty()
                    ? Reply.problem(
                        422,
                        "No share of bindery.packager.file-gateway.shares shows s3://%s/%s."
                            .formatted(bucket, prefix))
                    : Reply.json(ACCEPTED, new Asked(shares)));
  }
}
