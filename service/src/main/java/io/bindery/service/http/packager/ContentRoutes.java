package io.bindery.service.http.packager;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.packager.browse.Answer;
import io.bindery.packager.browse.BrowseSettings.Downloads;
import io.bindery.packager.browse.ByteRange;
import io.bindery.packager.browse.Download;
import io.bindery.packager.browse.Listed;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.packager.browse.PresignedUrls;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The bytes of files of packages. They come from uploaders: a browser saves them and shows none of
 * them, but pictures, and runs nothing.
 */
final class ContentRoutes {
  private final PackageBrowser browser;

  ContentRoutes(PackageBrowser browser) {
    this.browser = browser;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            RevisionCall.REVISION + "/file/content", Set.of("path", "inline"), this::content));
  }

  private CompletionStage<HttpResponse> content(Call call) {
    var asked = RevisionCall.of(call);
    var path = TreeRoutes.path(call);
    boolean inline = call.flag("inline");
    if (browser.settings().downloads() == Downloads.OFF) {
      return Call.done(
          Reply.problem(
              403,
              "Files are not handed out here: bindery.console.downloads is off. bindery cat reads them with rights of your own."));
    }
    return asked
        .topHash(browser)
        .thenCompose(topHash -> browser.file(asked.registry(), topHash, path))
        .thenCompose(
            answer -> {
              if (answer instanceof Answer.Known<Optional<Listed.File>> known) {
                return known.value().isPresent()
                    ? content(call, known.value().get(), inline)
                    : Call.done(TreeRoutes.none("file", path));
              }
              var progress = RevisionCall.progress(answer);
              return Call.done(
                  Reply.later(
                      "The manifest is being read, %d of %d bytes: try again in a moment."
                          .formatted(progress.readBytes(), progress.allBytes())));
            });
  }

  private CompletionStage<HttpResponse> content(Call call, Listed.File file, boolean inline) {
    var range =
        file.bytes().isPresent()
            ? ByteRange.asked(call.range(), file.bytes().get())
            : new ByteRange.Whole();
    if (range instanceof ByteRange.Outside) {
      return Call.done(
          Reply.problem(416, "The file ends before this range.")
              .addHeader(RawHeader.create("Content-Range", "bytes */" + file.bytes().get())));
    }
    return browser.open(file, range, inline).thenApply(download -> answer(file, download));
  }

  private static HttpResponse answer(Listed.File file, Download download) {
    var type =
        download.picture().map(ContentTypes::parse).orElse(ContentTypes.APPLICATION_OCTET_STREAM);
    var response =
        HttpResponse.create()
            .withStatus(download.range().isPresent() ? 206 : 200)
            .withEntity(
                download.length() == 0
                    ? HttpEntities.create(type, new byte[0])
                    : HttpEntities.create(type, download.length(), download.bytes()))
            .addHeader(RawHeader.create("Accept-Ranges", "bytes"))
            .addHeader(
                RawHeader.create(
                    "Content-Disposition",
                    download.picture().isPresent()
                        ? "inline"
                        : PresignedUrls.attachment(file.name())))
            .addHeader(RawHeader.create("Content-Security-Policy", "default-src 'none'; sandbox"));
    return download
        .range()
        .map(
            range ->
                response.addHeader(
                    RawHeader.create(
                        "Content-Range",
                        "bytes %d-%d/%d".formatted(range.first(), range.last(), download.size()))))
        .orElse(response);
  }
}
