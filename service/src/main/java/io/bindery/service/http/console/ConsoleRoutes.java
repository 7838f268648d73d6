package io.bindery.service.http.console;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.FixedAnswer;
import io.bindery.service.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

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

  private final ConsoleFiles files = ConsoleFiles.read();
  private final Map<String, FixedAnswer> answers = new HashMap<>();

  public ConsoleRoutes() {
    files.byName().forEach((name, content) -> answers.put(name, file(name, content)));
    answers.put(ConsoleFiles.PAGE, file(ConsoleFiles.PAGE, page()));
  }

  /** Each file at its address; anyone may have them, also without a token. */
  public List<Endpoint> endpoints() {
    return List.of(
        open("/", call -> Call.done(answers.get(ConsoleFiles.PAGE).answer(call))),
        // Browsers ask for it on pages that name no icon, such as an answer of the API.
        open("/favicon.ico", call -> Call.done(answers.get(ICON).answer(call))),
        open("/console/{build}/{file}", call -> named(call, call.variable("file"))),
        open(
            "/console/{build}/{folder}/{file}",
            call -> named(call, call.variable("folder") + "/" + call.variable("file"))));
  }

  /** How many bytes all files are, as they are sent to a browser. */
  int sentBytes() {
    return answers.values().stream().mapToInt(FixedAnswer::compressedBytes).sum();
  }

  private static Endpoint open(String path, Endpoint.Handler handler) {
    return Endpoint.get(path, Set.of(), handler).open();
  }

  /**
   * While nodes of two versions answer one address, a page of one may ask the other for its files:
   * it gets those that there are, and asks again the next time.
   */
  private CompletionStage<HttpResponse> named(Call call, String name) {
    var file = name.equals(ConsoleFiles.PAGE) ? null : answers.get(name);
    if (file == null) {
      return Call.done(Reply.problem(404, "The console has no such file: load it again."));
    }
    return Call.done(
        call.variable("build").equals(files.build()) ? file.forEver(call) : file.answer(call));
  }

  private byte[] page() {
    return new String(files.byName().get(ConsoleFiles.PAGE), StandardCharsets.UTF_8)
        .replace("=\"console/", "=\"console/" + files.build() + "/")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static FixedAnswer file(String name, byte[] content) {
    var type = Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    return new FixedAnswer(
        type.orElseThrow(() -> new IllegalStateException("no content type is known for " + name)),
        content);
  }

  private static ContentType text(String subType) {
    return MediaTypes.customWithOpenCharset("text", subType, Map.of(), false)
        .toContentType(HttpCharsets.UTF_8);
  }
}
