package io.bindery.quilt.crate;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the files of a crate came from: what may differ between two packagings of the same content.
 * It is at the head of a crate that {@link CrateWriter} writes, so that it can be read without the
 * rest.
 *
 * @param batch the id of the batch that brought them; absent if none did
 * @param first when the first of them was written; absent together with {@code last}
 * @param last when the last of them was written
 */
public record CrateOrigin(Optional<String> batch, Optional<Instant> first, Optional<Instant> last) {
  private static final String PACKAGING = Entities.own("packaging");
  private static final String BINDERY = Entities.own("bindery");
  static final String UPLOAD = Entities.own("upload");
  private static final String BATCH = "identifier";
  private static final String FIRST = "startTime";
  private static final String LAST = "endTime";

  /** The place of the upload among the entities of a head. */
  private static final int PLACE = 3;

  /** A head is never longer; bytes. */
  public static final int MAX_HEAD_BYTES = 16 << 10;

  /**
   * The beginning of a crate, up to and with the first properties of its root. What is added goes
   * on inside the root.
   */
  byte[] head() {
    var entities =
        new Entities()
            .add(
                JsonObject.EMPTY
                    .with("@id", new JsonString(Entities.CRATE))
                    .with("@type", new JsonString("CreativeWork"))
                    .with("about", Entities.reference(Ids.HERE))
                    .with("conformsTo", Entities.reference(Entities.RO_CRATE)))
            .add(
                Entities.of(PACKAGING, "CreateAction", "Packaging by Bindery")
                    .with("instrument", Entities.reference(BINDERY))
                    .with("object", Entities.reference(Ids.HERE))
                    .with("result", Entities.reference(Entities.CRATE)))
            .add(Entities.of(BINDERY, "SoftwareApplication", "Bindery"))
            .add(upload());
    var root =
        JsonObject.EMPTY
            .with("@id", new JsonString(Ids.HERE))
            .with("@type", new JsonString("Dataset"));
    if (last.isPresent()) {
      root = root.with("datePublished", new JsonString(day(last.get())));
    }
    var open = JsonForm.FILE.toText(root);
    return ("{\"@context\": \""
            + Entities.RO_CRATE
            + "/context\", \"@graph\": [\n"
            + entities.lines()
            + open.substring(0, open.length() - 1))
        .getBytes(StandardCharsets.UTF_8);
  }

  private JsonObject upload() {
    var upload = Entities.of(UPLOAD, "TransferAction", "Upload");
    if (batch.isPresent()) {
      upload = upload.with(BATCH, new JsonString(batch.get()));
    }
    if (first.isPresent() && last.isPresent()) {
      upload =
          upload
              .with(FIRST, new JsonString(first.get().toString()))
              .with(LAST, new JsonString(last.get().toString()));
    }
    return upload.with("object", Entities.reference(Ids.HERE));
  }

  private static String day(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  /**
   * Reads the head of a crate.
   *
   * @return nothing unless these very bytes are the head that {@link CrateWriter} would write
   */
  public static Optional<CrateOrigin> read(byte[] head) {
    try {
      var document = Json.parse(new String(head, StandardCharsets.UTF_8) + "}]}");
      return upload(document)
          .map(
              upload ->
                  new CrateOrigin(
                      text(upload, BATCH),
                      text(upload, FIRST).map(Instant::parse),
                      text(upload, LAST).map(Instant::parse)))
          .filter(found -> Arrays.equals(found.head(), head));
    } catch (JsonSyntaxException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> upload(JsonValue document) {
    return document instanceof JsonObject crate
            && crate.get("@graph").orElse(null) instanceof JsonArray graph
            && graph.items().size() > PLACE
            && graph.items().get(PLACE) instanceof JsonObject upload
        ? Optional.of(upload)
        : Optional.empty();
  }

  private static Optional<String> text(JsonObject entity, String property) {
    return entity
        .get(property)
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }
}
