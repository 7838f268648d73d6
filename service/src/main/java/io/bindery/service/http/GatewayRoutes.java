package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import io.bindery.packager.gateway.FileGateways;
import io.bindery.packager.gateway.RefreshView;
import io.bindery.packager.gateway.ShareView;
import io.bindery.protocol.description.SourceFolder;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /file-gateway}: shares of file gateways, and what became of their refreshes. */
final class GatewayRoutes {
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1000;
  private static final int ACCEPTED = 202;

  private record Shares(List<ShareView> shares) {}

  private record Refreshes(List<RefreshView> refreshes) {}

  private record Asked(List<String> shares) {}

  private final Requests requests;
  private final FileGateways gateways;

  GatewayRoutes(Requests requests, FileGateways gateways) {
    this.requests = requests;
    this.gateways = gateways;
  }

  Route route() {
    return concat(
        path("file-gateway", () -> get(() -> completeWithFuture(shares()))),
        path(
            segment("file-gateway").slash("refreshes"),
            () ->
                extractRequest(
                    request ->
                        concat(
                            get(() -> completeWithFuture(refreshes(new Query(request)))),
                            post(() -> completeWithFuture(ask(request)))))));
  }

  private CompletionStage<HttpResponse> shares() {
    return gateways.shares().thenApply(shares -> Reply.ok(new Shares(shares)));
  }

  private CompletionStage<HttpResponse> refreshes(Query query) {
    query.only("share", "state", "limit");
    return gateways
        .refreshes(
            query.get("share"),
            query.get("state"),
            Requests.number("limit", query.get("limit"), PAGE, LONGEST_PAGE))
        .thenApply(refreshes -> Reply.ok(new Refreshes(refreshes)));
  }

  private CompletionStage<HttpResponse> ask(HttpRequest request) {
    return requests.json(
        request,
        body -> {
          Requests.only(body, "bucket", "prefix");
          var prefix = body.optionalText("prefix").orElse("");
          if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new RequestException("prefix must end with a slash, as runs/1/.");
          }
          var bucket = Requests.bucket(body.text("bucket"));
          return gateways
              .refresh(new SourceFolder(bucket, prefix), Requests.actor(request))
              .thenApply(
                  shares ->
                      shares.isEmpty()
                          ? Reply.problem(
                              422,
                              "No share of bindery.packager.file-gateway.shares shows s3://%s/%s."
                                  .formatted(bucket, prefix))
                          : Reply.json(ACCEPTED, new Asked(shares)));
        });
  }
}
