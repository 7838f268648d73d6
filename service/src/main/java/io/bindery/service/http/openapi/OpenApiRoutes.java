package io.bindery.service.http.openapi;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.MediaType;
import akka.http.javadsl.model.MediaTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BuildInfo;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.FixedAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code /openapi.yaml} and {@code /openapi.json}, the document of all endpoints, and {@code /api},
 * a page that shows it.
 */
public final class OpenApiRoutes {
  private static final MediaType.WithFixedCharset YAML =
      MediaTypes.applicationWithFixedCharset("yaml", HttpCharsets.UTF_8);

  private static final String PAGE = "/api";

  private OpenApiRoutes() {}

  /** The document as it is sent. */
  private record Rendered(FixedAnswer yaml, FixedAnswer json) {}

  /**
   * The endpoints that are given, and those of the document that describes all of them.
   *
   * @param others all others that there are
   */
  public static List<Endpoint> with(List<Endpoint> others) {
    var all = new ArrayList<>(others);
    var document = new Once<>(() -> rendered(all));
    all.add(
        Endpoint.get("openapi.yaml", Set.of(), call -> Call.done(document.get().yaml().answer())));
    all.add(
        Endpoint.get("openapi.json", Set.of(), call -> Call.done(document.get().json().answer())));
    all.add(page("", "api.html", type(MediaTypes.TEXT_HTML)));
    all.add(page("/api.js", "api.js", type(MediaTypes.APPLICATION_JAVASCRIPT)));
    all.add(page("/api.css", "api.css", type(MediaTypes.TEXT_CSS)));
    return List.copyOf(all);
  }

  private static Rendered rendered(List<Endpoint> endpoints) {
    var document = OpenApiDocument.of(BuildInfo.current().version(), endpoints);
    try {
      return new Rendered(
          new FixedAnswer(
              YAML.toContentType(), YamlText.write(document).getBytes(StandardCharsets.UTF_8)),
          new FixedAnswer(
              MediaTypes.APPLICATION_JSON.toContentType(),
              new JsonMapper().writeValueAsBytes(document)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the OpenAPI document cannot be written as JSON", e);
    }
  }

  /** A file of the page, which tells nothing but what is in the jar: anyone may have it. */
  private static Endpoint page(String below, String file, ContentType type) {
    var answer =
        new Once<>(
            () ->
                new FixedAnswer(
                    type, DocumentParts.resource(file).getBytes(StandardCharsets.UTF_8)));
    return Endpoint.get(PAGE + below, Set.of(), call -> Call.done(answer.get().answer())).open();
  }

  private static ContentType type(MediaType.WithOpenCharset type) {
    return type.toContentType(HttpCharsets.UTF_8);
  }

  /** Something that is made when it is first asked for, and kept. */
  private static final class Once<T> {
    private final Supplier<T> maker;
    private volatile T made;

    Once(Supplier<T> maker) {
      this.maker = maker;
    }

    T get() {
      var known = made;
      if (known == null) {
        // Two that come at once make the same twice, and either is kept.
        known = maker.get();
        made = known;
      }
      return known;
    }
  }
}
