package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.browse.Listed;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.packager.browse.Readmes;
import io.bindery.packager.browse.Summaries;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What a folder of a package says of itself. */
final class ReadmeRoutes {
  private final PackageBrowser browser;

  ReadmeRoutes(PackageBrowser browser) {
    this.browser = browser;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(RevisionCall.REVISION + "/readme", Set.of("path"), this::readme),
        Endpoint.get(RevisionCall.REVISION + "/summary", Set.of("path"), this::summary));
  }

  private CompletionStage<HttpResponse> readme(Call call) {
    var asked = RevisionCall.of(call);
    var folder = folder(call);
    return asked
        .topHash(browser)
        .thenCompose(
            topHash -> browser.readme(asked.registry(), topHash, folder, links(asked, topHash)))
        .thenApply(
            answer ->
                RevisionCall.answer(
                    answer,
                    page ->
                        page.map(ReadmeRoutes::page)
                            .orElseGet(() -> TreeRoutes.none("README in folder", folder))));
  }

  private static HttpResponse page(Readmes.Page page) {
    return Reply.ok(
        Reply.inOrder(
            new RevisionCall.Fields()
                .put("path", page.path())
                .put("html", page.html())
                .put("cut", page.cut() ? Optional.of(true) : Optional.empty())
                .map()));
  }

  /** With a slash at its end; empty: the root. */
  private static String folder(Call call) {
    var path = call.parameter("path").orElse("");
    return path.isEmpty() || path.endsWith("/") ? path : path + "/";
  }

  private static Readmes.Links links(RevisionCall asked, TopHash topHash) {
    return new Readmes.Links(
        path ->
            "#/packages/%s/%s?rev=%s&path=%s"
                .formatted(asked.registry(), asked.name(), topHash, encoded(path)),
        path -> TreeRoutes.content(asked, topHash, path) + "&inline=true");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private CompletionStage<HttpResponse> summary(Call call) {
    var asked = RevisionCall.of(call);
    var folder = folder(call);
    return asked
        .topHash(browser)
        .thenCompose(
            topHash -> browser.summary(asked.registry(), topHash, folder, links(asked, topHash)))
        .thenApply(
            answer ->
                RevisionCall.answer(
                    answer,
                    summary ->
                        summary
                            .map(this::summary)
                            .orElseGet(
                                () -> TreeRoutes.none("quilt_summarize.json in folder", folder))));
  }

  private HttpResponse summary(Summaries.Summary summary) {
    return Reply.ok(
        Reply.inOrder(
            new RevisionCall.Fields()
                .put("path", summary.path())
                .put(
                    "rows",
                    summary.rows().stream()
                        .map(row -> row.stream().map(this::item).toList())
                        .toList())
                .put(
                    "left_out",
                    summary.leftOut() > 0 ? Optional.of(summary.leftOut()) : Optional.empty())
                .map()));
  }

  private Map<String, Object> item(Summaries.Item item) {
    return new RevisionCall.Fields()
        .put("path", item.path())
        .put("title", item.title())
        .put("description_html", item.description())
        .put("expand", item.expand())
        .put("width", item.width())
        .put("types", item.types().isEmpty() ? Optional.empty() : Optional.of(item.types()))
        .put("missing", item.file().isEmpty() ? Optional.of(true) : Optional.empty())
        .put("bytes", item.file().flatMap(Listed.File::bytes))
        .put("picture", item.file().filter(browser::isPicture).map(file -> true))
        .map();
  }
}
