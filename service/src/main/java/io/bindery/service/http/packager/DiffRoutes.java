package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.browse.Differences;
import io.bindery.packager.browse.Differences.Place;
import io.bindery.packager.browse.Listed;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.packager.browse.PackageBrowser.Compared;
import io.bindery.platform.database.Cursor;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.manifest.ManifestDiff.Kind;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** What differs between two revisions. */
final class DiffRoutes {
  private static final Pattern PLACE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private final PackageBrowser browser;

  DiffRoutes(PackageBrowser browser) {
    this.browser = browser;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            RevisionCall.REVISION + "/diff", Set.of("with", "after", "limit"), this::diff));
  }

  private CompletionStage<HttpResponse> diff(Call call) {
    var after = RevisionCall.of(call);
    var before = after.with("with");
    var place = place(call);
    int limit = call.limit();
    return before
        .topHash(browser)
        .thenCombine(after.topHash(browser), (from, to) -> new TopHash[] {from, to})
        .thenCompose(
            hashes ->
                browser
                    .compare(after.registry(), hashes[0], hashes[1], place, limit)
                    .thenCompose(
                        answer ->
                            browser
                                .counts(after.registry(), hashes[0], hashes[1])
                                .thenApply(
                                    counts ->
                                        RevisionCall.answer(
                                            answer,
                                            compared ->
                                                answer(
                                                    hashes[0],
                                                    hashes[1],
                                                    compared.orElseThrow(RevisionCall::noSuchPlace),
                                                    counts)))));
  }

  private static Optional<Place> place(Call call) {
    return call.after()
        .map(
            cursor -> {
              var match = PLACE.matcher(cursor.id());
              if (!match.matches()) {
                throw RevisionCall.noSuchPlace();
              }
              return new Place(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)));
            });
  }

  private static HttpResponse answer(
      TopHash from, TopHash to, Compared compared, Optional<Map<Kind, Long>> counts) {
    return Reply.ok(
        Reply.inOrder(
            new RevisionCall.Fields()
                .put("from", from.value())
                .put("to", to.value())
                .put("header", header(compared.from(), compared.to()))
                .put(
                    "differences",
                    compared.part().items().stream().map(DiffRoutes::difference).toList())
                .put("counts", counts.map(DiffRoutes::counts))
                .put(
                    "next",
                    compared
                        .part()
                        .next()
                        .map(it -> Cursor.of(it.before() + "-" + it.after()).text()))
                .map()));
  }

  private static Map<String, Long> counts(Map<Kind, Long> counts) {
    var words = new LinkedHashMap<String, Long>();
    counts.forEach((kind, count) -> words.put(word(kind), count));
    return words;
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static List<Map<String, Object>> header(JsonObject from, JsonObject to) {
    var fields = new TreeSet<>(from.members().keySet());
    fields.addAll(to.members().keySet());
    return fields.stream()
        .filter(field -> !from.get(field).equals(to.get(field)))
        .map(
            field ->
                new RevisionCall.Fields()
                    .put("field", field)
                    .put("from", shown(from.get(field)))
                    .put("to", shown(to.get(field)))
                    .map())
        .toList();
  }

  private static Optional<?> shown(Optional<JsonValue> value) {
    return value.flatMap(RevisionCall::json);
  }

  private static Map<String, Object> difference(Differences.Difference difference) {
    var path = difference.before().or(difference::after).orElseThrow().path();
    return new RevisionCall.Fields()
        .put("kind", word(difference.kind()))
        .put("path", path)
        .put("from", difference.before().map(DiffRoutes::file))
        .put("to", difference.after().map(DiffRoutes::file))
        .map();
  }

  private static Map<String, Object> file(Listed.File file) {
    return new RevisionCall.Fields()
        .put("bytes", file.bytes())
        .put("hash", TreeRoutes.hash(file))
        .put("physical_key", file.physicalKey())
        .map();
  }
}
