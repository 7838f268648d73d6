package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.browse.Answer;
import io.bindery.packager.browse.BrowseSettings;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.packager.browse.PackageSearch.Found;
import io.bindery.packager.browse.PackageSearch.Query;
import io.bindery.packager.registry.Pointer;
import io.bindery.platform.database.Cursor;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Registries, their packages, and the revisions of these. */
final class BrowseRoutes {
  private final PackageBrowser browser;
  private final BrowseSettings settings;

  BrowseRoutes(PackageBrowser browser) {
    this.browser = browser;
    this.settings = browser.settings();
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("registries", Set.of(), this::registries),
        Endpoint.get(
            "registries/{registry}/packages",
            Set.of("q", "prefix", "details", "after", "limit"),
            this::packages),
        Endpoint.get(RevisionCall.PACKAGE, Set.of(), this::onePackage),
        Endpoint.get(
            RevisionCall.PACKAGE + "/revisions", Set.of("after", "limit"), this::revisions),
        Endpoint.get(RevisionCall.REVISION, Set.of(), this::revision));
  }

  private CompletionStage<HttpResponse> registries(Call call) {
    return Call.done(
        Reply.ok(
            Map.of(
                "registries",
                browser.registries().stream().map(name -> Map.of("name", name)).toList())));
  }

  private CompletionStage<HttpResponse> packages(Call call) {
    var registry = RevisionCall.registry(call);
    boolean details = call.flag("details");
    return browser
        .packages(
            registry,
            new Query(call.parameter("q").orElse(""), call.parameter("prefix").orElse("")),
            call.after().map(Cursor::id),
            call.limit())
        .thenCompose(
            found ->
                details
                    ? latest(registry, found.names())
                        .thenApply(pointers -> packages(found, pointers))
                    : Call.done(packages(found, List.of())));
  }

  /** What {@code latest} of each is, all asked at once: a page has a thousand at most. */
  private CompletionStage<List<Optional<Pointer>>> latest(
      String registry, List<PackageName> names) {
    var asked =
        names.stream()
            .map(
                name ->
                    browser
                        .latest(registry, name)
                        .exceptionally(failure -> Optional.empty())
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
  }

  private static HttpResponse packages(Found found, List<Optional<Pointer>> pointers) {
    var items = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < found.names().size(); i++) {
      var pointer = pointers.isEmpty() ? Optional.<Pointer>empty() : pointers.get(i);
      items.add(
          new RevisionCall.Fields()
              .put("name", found.names().get(i).value())
              .put("top_hash", pointer.map(it -> it.topHash().value()))
              .put("modified_at", pointer.flatMap(Pointer::writtenAt))
              .map());
    }
    return Reply.ok(
        Reply.inOrder(
            new RevisionCall.Fields()
                .put("packages", items)
                .put("next", found.next().map(last -> Cursor.of(last).text()))
                .map()));
  }

  private CompletionStage<HttpResponse> onePackage(Call call) {
    var registry = RevisionCall.registry(call);
    var name = RevisionCall.packageName(call);
    return browser
        .latest(registry, name)
        .thenApply(
            found ->
                found
                    .map(
                        latest ->
                            Reply.ok(
                                Reply.inOrder(
                                    named(registry, name, latest.topHash())
                                        .put("modified_at", latest.writtenAt())
                                        .put(
                                            "catalog_url",
                                            catalog(registry, name, Optional.empty()))
                                        .map())))
                    .orElseGet(() -> noPackage(registry, name)));
  }

  private static HttpResponse noPackage(String registry, PackageName name) {
    return Reply.problem(404, "Registry s3://%s has no package '%s'.".formatted(registry, name));
  }

  private static RevisionCall.Fields named(String registry, PackageName name, TopHash topHash) {
    return new RevisionCall.Fields()
        .put("registry", registry)
        .put("name", name.value())
        .put("top_hash", topHash.value())
        .put("package_uri", PackageUri.of(registry, name.value(), topHash.value()).toString());
  }

  private Optional<String> catalog(String registry, PackageName name, Optional<TopHash> topHash) {
    return settings
        .catalogUrl()
        .map(URI::toString)
        .map(
            url ->
                "%s/b/%s/packages/%s%s"
                    .formatted(
                        url.replaceAll("/+$", ""),
                        registry,
                        name,
                        topHash.map(hash -> "/tree/" + hash).orElse("")));
  }

  private CompletionStage<HttpResponse> revisions(Call call) {
    var registry = RevisionCall.registry(call);
    var name = RevisionCall.packageName(call);
    int limit = call.limit();
    var before = RevisionCall.from(call);
    return browser
        .revisions(registry, name, before, limit + 1)
        .thenApply(
            found -> {
              if (found.isEmpty() && before.isEmpty()) {
                return noPackage(registry, name);
              }
              var items =
                  found.stream()
                      .limit(limit)
                      .map(
                          it ->
                              new RevisionCall.Fields()
                                  .put("top_hash", it.topHash().value())
                                  .put("pushed_at", it.at())
                                  .put("latest", it.isLatest())
                                  .map())
                      .toList();
              var next =
                  found.size() > limit
                      ? Optional.of(
                          Cursor.of(String.valueOf(found.get(limit - 1).at().getEpochSecond()))
                              .text())
                      : Optional.empty();
              return Reply.ok(
                  Reply.inOrder(
                      new RevisionCall.Fields().put("revisions", items).put("next", next).map()));
            });
  }

  private CompletionStage<HttpResponse> revision(Call call) {
    var asked = RevisionCall.of(call);
    return asked
        .topHash(browser)
        .thenCompose(
            topHash ->
                browser
                    .whole(asked.registry(), topHash)
                    .thenCompose(
                        answer ->
                            answer instanceof Answer.Known<PackageBrowser.Whole> known
                                ? Call.done(
                                    revision(asked, topHash, known.value().header(), answer))
                                : browser
                                    .header(asked.registry(), topHash)
                                    .thenApply(
                                        header -> revision(asked, topHash, header, answer))));
  }

  private HttpResponse revision(
      RevisionCall asked, TopHash topHash, JsonObject header, Answer<PackageBrowser.Whole> answer) {
    var metadata = header.get("user_meta");
    var shown = metadata.flatMap(RevisionCall::json);
    var fields =
        named(asked.registry(), asked.name(), topHash)
            .put("message", header.get("message").flatMap(RevisionCall::json))
            .put("metadata", shown)
            .put(
                "metadata_left_out",
                metadata.isPresent() && shown.isEmpty() ? Optional.of(true) : Optional.empty())
            .put("workflow", header.get("workflow").flatMap(RevisionCall::json));
    if (answer instanceof Answer.Known<PackageBrowser.Whole> known) {
      fields
          .put("files", known.value().root().files())
          .put("bytes", known.value().root().bytes())
          .put("manifest_bytes", known.value().manifestBytes());
    } else {
      fields.put("indexing", RevisionCall.progress(answer));
    }
    return Reply.ok(
        Reply.inOrder(
            fields
                .put("catalog_url", catalog(asked.registry(), asked.name(), Optional.of(topHash)))
                .put("downloads", settings.downloads())
                .map()));
  }
}
