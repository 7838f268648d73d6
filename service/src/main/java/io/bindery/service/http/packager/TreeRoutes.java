package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.browse.BrowseSettings.Downloads;
import io.bindery.packager.browse.Listed;
import io.bindery.packager.browse.ManifestIndex;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.platform.database.Cursor;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The tree of a revision, and what its manifest says of each file. */
final class TreeRoutes {
  private final PackageBrowser browser;

  TreeRoutes(PackageBrowser browser) {
    this.browser = browser;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(RevisionCall.REVISION + "/tree", Set.of("path", "after", "limit"), this::tree),
        Endpoint.get(RevisionCall.REVISION + "/file", Set.of("path"), this::file));
  }

  /** The path that a request is about. */
  static String path(Call call) {
    return call.parameter("path")
        .orElseThrow(
            () -> new RequestException("path", "path is missing: say which file of the package."));
  }

  private CompletionStage<HttpResponse> tree(Call call) {
    var asked = RevisionCall.of(call);
    var path = call.parameter("path").orElse("");
    var from = RevisionCall.from(call);
    int limit = call.limit();
    return asked
        .topHash(browser)
        .thenCompose(topHash -> browser.folder(asked.registry(), topHash, path, from, limit))
        .thenApply(
            answer ->
                RevisionCall.answer(
                    answer,
                    part -> {
                      if (part.isEmpty() && from.isPresent()) {
                        throw RevisionCall.noSuchPlace();
                      }
                      return part.map(this::part).orElseGet(() -> none("folder", path));
                    }));
  }

  static HttpResponse none(String what, String path) {
    return Reply.problem(
        404, "The revision has no %s %s.".formatted(what, FieldException.shown(path)));
  }

  private HttpResponse part(ManifestIndex.Part part) {
    return Reply.ok(
        Reply.inOrder(
            new RevisionCall.Fields()
                .put("path", part.folder().path())
                .put("files", part.folder().files())
                .put("bytes", part.folder().bytes())
                .put("metadata", RevisionCall.raw(part.folder().metadata()))
                .put("entries", part.items().stream().map(this::entry).toList())
                .put(
                    "next",
                    part.next().isPresent()
                        ? Optional.of(Cursor.of(String.valueOf(part.next().getAsLong())).text())
                        : Optional.empty())
                .map()));
  }

  private Map<String, Object> entry(Listed item) {
    if (item instanceof Listed.Folder folder) {
      return new RevisionCall.Fields()
          .put("name", folder.name())
          .put("type", "folder")
          .put("path", folder.path())
          .put("files", folder.files())
          .put("bytes", folder.bytes())
          .map();
    }
    var file = (Listed.File) item;
    return described(file, new RevisionCall.Fields().put("name", file.name()).put("type", "file"))
        .map();
  }

  private RevisionCall.Fields described(Listed.File file, RevisionCall.Fields fields) {
    return fields
        .put("path", file.path())
        .put("bytes", file.bytes())
        .put("hash", hash(file))
        .put("physical_key", file.physicalKey())
        .put("picture", browser.isPicture(file) ? Optional.of(true) : Optional.empty());
  }

  static Optional<Map<String, Object>> hash(Listed.File file) {
    return file.hashType()
        .map(
            type ->
                new RevisionCall.Fields().put("type", type).put("value", file.hashValue()).map());
  }

  private CompletionStage<HttpResponse> file(Call call) {
    var asked = RevisionCall.of(call);
    var path = path(call);
    return asked
        .topHash(browser)
        .thenCompose(
            topHash ->
                browser
                    .file(asked.registry(), topHash, path)
                    .thenApply(
                        answer ->
                            RevisionCall.answer(
                                answer,
                                file ->
                                    file.map(it -> file(asked, topHash, it))
                                        .orElseGet(() -> none("file", path)))));
  }

  private HttpResponse file(RevisionCall asked, TopHash topHash, Listed.File file) {
    var how = browser.settings().downloads();
    var fields =
        described(file, new RevisionCall.Fields().put("name", file.name()))
            .put("metadata", RevisionCall.raw(file.metadata()))
            .put("downloads", how);
    if (how != Downloads.OFF) {
      fields.put("content", content(asked, topHash, file.path()));
    }
    if (how == Downloads.PRESIGNED) {
      var url = browser.presigned(file);
      fields.put("presigned_url", url.url()).put("expires_at", url.expiresAt());
    }
    return Reply.ok(Reply.inOrder(fields.map()));
  }

  /** The address of the bytes of a file, of this exact revision. */
  static String content(RevisionCall asked, TopHash topHash, String path) {
    return "/api/v1/registries/%s/packages/%s/%s/revisions/%s/file/content?path=%s"
        .formatted(
            asked.registry(),
            encoded(asked.name().namespace()),
            encoded(asked.name().name()),
            topHash,
            encoded(path));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
