package io.bindery.packager.browse;

import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.Excerpt;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.manifest.TopHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a folder's {@code quilt_summarize.json} wants to be shown first. It comes from uploaders:
 * what it has in another form than Quilt documents is left out.
 */
public final class Summaries {
  static final String NAME = "quilt_summarize.json";

  private static final int MOST_BYTES = 1 << 20;
  private static final JsonLimits LIMITS = new JsonLimits(64, MOST_BYTES);
  private static final int MOST_ITEMS = 200;
  private static final int LONGEST_TITLE = 1000;
  private static final int LONGEST_DESCRIPTION = 32 << 10;
  private static final int MOST_TYPES = 20;

  private final ManifestIndexes indexes;
  private final Downloads downloads;

  Summaries(ManifestIndexes indexes, Downloads downloads) {
    this.indexes = indexes;
    this.downloads = downloads;
  }

  /**
   * What is to be shown.
   *
   * @param rows of columns
   * @param leftOut how many items are not told, because there are too many or they have no path
   */
  public record Summary(String path, List<List<Item>> rows, int leftOut) {}

  /**
   * A file to be shown.
   *
   * @param description as safe HTML
   * @param width as a CSS length or a share
   * @param file nothing if the revision has none with this path
   */
  public record Item(
      String path,
      Optional<String> title,
      Optional<String> description,
      Optional<Boolean> expand,
      Optional<String> width,
      List<String> types,
      Optional<Listed.File> file) {}

  /**
   * Reads the summary of a folder.
   *
   * @param folder with a slash at its end; empty: the root
   * @return nothing if there is none; fails with a {@link PackagingException}
   */
  CompletionStage<Answer<Optional<Summary>>> of(
      String registry, TopHash topHash, String folder, Readmes.Links links) {
    var path = folder + NAME;
    return indexes
        .ask(registry, topHash, index -> index.file(path))
        .thenCompose(
            answer ->
                answer instanceof Answer.Known<Optional<Listed.File>> known
                        && known.value().isPresent()
                    ? downloads
                        .beginning(known.value().get(), MOST_BYTES)
                        .thenCompose(
                            bytes ->
                                indexes.ask(
                                    registry,
                                    topHash,
                                    index -> Optional.of(read(bytes, path, folder, links, index))))
                    : CompletableFuture.completedFuture(answer.map(none -> Optional.empty())));
  }

  private static Summary read(
      byte[] bytes, String path, String folder, Readmes.Links links, ManifestIndex index)
      throws IOException {
    JsonValue json;
    try {
      json = Json.parse(bytes, LIMITS);
    } catch (JsonSyntaxException e) {
      throw PackagingException.lasting("'%s' is not JSON: %s.".formatted(path, e.reason()), e);
    }
    if (!(json instanceof JsonArray list)) {
      throw PackagingException.lasting("'%s' is no list of files.".formatted(path));
    }
    var reader = new Reader(folder, links.in(folder), index);
    var rows = new ArrayList<List<Item>>();
    for (var element : list.items()) {
      var row = new ArrayList<Item>();
      for (var column : element instanceof JsonArray some ? some.items() : List.of(element)) {
        reader.item(column).ifPresent(row::add);
      }
      if (!row.isEmpty()) {
        rows.add(row);
      }
    }
    return new Summary(path, rows, reader.leftOut);
  }

  /** Reads items, up to so many. */
  private static final class Reader {
    private final String folder;
    private final SafeMarkdown markdown;
    private final ManifestIndex index;
    private int items;
    private int leftOut;

    Reader(String folder, SafeMarkdown markdown, ManifestIndex index) {
      this.folder = folder;
      this.markdown = markdown;
      this.index = index;
    }

    Optional<Item> item(JsonValue value) throws IOException {
      var object = value instanceof JsonObject it ? it : JsonObject.EMPTY.with("path", value);
      var path = text(object, "path").flatMap(it -> PackagePath.joined(folder, it));
      if (path.isEmpty() || items == MOST_ITEMS) {
        leftOut++;
        return Optional.empty();
      }
      items++;
      return Optional.of(
          new Item(
              path.get(),
              text(object, "title").map(it -> Excerpt.of(it, LONGEST_TITLE)),
              text(object, "description")
                  .map(it -> markdown.html(Excerpt.of(it, LONGEST_DESCRIPTION))),
              object
                  .get("expand")
                  .filter(JsonBoolean.class::isInstance)
                  .map(it -> ((JsonBoolean) it).value()),
              object.get("width").flatMap(Reader::width),
              types(object),
              index.file(path.get())));
    }

    private static Optional<String> text(JsonObject object, String name) {
      return object
          .get(name)
          .filter(JsonString.class::isInstance)
          .map(it -> ((JsonString) it).value());
    }

    private static Optional<String> width(JsonValue value) {
      if (value instanceof JsonInteger number) {
        return Optional.of(number.value().toString()).filter(it -> it.length() < 10);
      }
      if (value instanceof JsonFloat number) {
        return Optional.of(String.valueOf(number.value()));
      }
      return value instanceof JsonString text && text.value().matches("[0-9.]{1,10}(px|%|em|rem)")
          ? Optional.of(text.value())
          : Optional.empty();
    }

    private static List<String> types(JsonObject object) {
      if (!(object.get("types").orElse(null) instanceof JsonArray list)) {
        return List.of();
      }
      return list.items().stream()
          .limit(MOST_TYPES)
          .map(it -> it instanceof JsonObject named ? named.get("name").orElse(named) : it)
          .filter(JsonString.class::isInstance)
          .map(it -> ((JsonString) it).value())
          .filter(it -> it.matches("[a-z]{1,20}"))
          .toList();
    }
  }
}
