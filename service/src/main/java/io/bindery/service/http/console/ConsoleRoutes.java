package io.bindery.service.http.console;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.util.ByteString;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /} and what its page loads from {@code /console/BUILD/…}. The address of a file changes
 * with the content of any of them, so that a browser may keep each for ever, and never has files of
 * two versions.
 */
public final class ConsoleRoutes {
  private static final String ICON = "icon.svg";

  private static final Map<String, ContentType> TYPES =
      Map.of(
          "html", text("html"),
          "js", text("javascript"),
          "css", text("css"),
          "svg", MediaTypes.IMAGE_SVG_XML.toContentType());

  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_EACH_TIME = "no-cache";

  private final ConsoleFiles files = ConsoleFiles.read();

  /** Each file at its address; anyone may have them, also without a token. */
  public List<Endpoint> endpoints() {
    var endpoints = new ArrayList<Endpoint>();
    files
        .byName()
        .forEach(
            (name, content) -> {
              if (!name.equals(ConsoleFiles.PAGE)) {
                var file = file(name, content);
                endpoints.add(at("/console/{build}/" + name, call -> ofBuild(call, file)));
              }
            });
    var page = file(ConsoleFiles.PAGE, page());
    endpoints.add(at("/", call -> page.answer(ASK_EACH_TIME)));
    // Browsers ask for it on pages that name no icon, such as an answer of the API.
    var icon = file(ICON, files.byName().get(ICON));
    endpoints.add(at("/favicon.ico", call -> icon.answer(ASK_EACH_TIME)));
    return endpoints;
  }

  /** How many bytes the files are that browsers can have. */
  long bytes() {
    return files.byName().values().stream().mapToLong(content -> content.length).sum();
  }

  /** Answers a call at once. */
  @FunctionalInterface
  private interface Answer {
    HttpResponse to(Call call);
  }

  private static Endpoint at(String path, Answer answer) {
    return Endpoint.get(path, Set.of(), call -> Call.done(answer.to(call))).open();
  }

  /**
   * While nodes of two versions answer one address, a page of one may ask the other for its files:
   * it gets those that there are, and must not keep them.
   */
  private HttpResponse ofBuild(Call call, File file) {
    return file.answer(call.variable("build").equals(files.build()) ? FOR_EVER : ASK_EACH_TIME);
  }

  private byte[] page() {
    return new String(files.byName().get(ConsoleFiles.PAGE), StandardCharsets.UTF_8)
        .replace("=\"console/", "=\"console/" + files.build() + "/")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static File file(String name, byte[] content) {
    var type =
        Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
            .orElseThrow(() -> new IllegalStateException("no content type is known for " + name));
    return new File(
        type,
        ByteString.fromArray(content),
        HexFormat.of().formatHex(ConsoleFiles.sha256().digest(content)));
  }

  private static ContentType text(String subType) {
    return MediaTypes.customWithOpenCharset("text", subType, Map.of(), false)
        .toContentType(HttpCharsets.UTF_8);
  }

  private record File(ContentType type, ByteString content, String hash) {
    HttpResponse answer(String caching) {
      return HttpResponse.create()
          .addHeader(RawHeader.create("ETag", "\"" + hash + "\""))
          .addHeader(RawHeader.create("Cache-Control", caching))
          .withEntity(HttpEntities.create(type, content));
    }
  }
}
