package io.bindery.packager.quarantine;

import io.bindery.packager.manifest.ManifestHeader;
import io.bindery.protocol.json.JsonNull;
import io.bindery.protocol.json.JsonObject;
import io.bindery.protocol.json.JsonString;
import java.util.List;
import java.util.Optional;

/**
 * What the metadata of a package in quarantine says of that, below {@value #KEY}: {@code state}
 * ({@code quarantined} or {@code resolved}), the {@code registry} that it was meant for, the {@code
 * workflow} it broke, the {@code errors}, the {@code file} that tells people of them, and once it
 * is resolved the {@code top_hash} of the revision that the registry took.
 */
public final class Mark {
  public static final String KEY = "bindery_quarantine";

  private static final String STATE = "state";
  private static final String QUARANTINED = "quarantined";

  private Mark() {}

  /**
   * A header with the mark.
   *
   * @param header of a package of a folder, which always has metadata, if only null
   * @param registry that the package was meant for
   * @param file that tells people
   */
  public static ManifestHeader on(
      ManifestHeader header, String registry, Quarantine quarantine, String file) {
    var mark =
        JsonObject.EMPTY
            .with(STATE, new JsonString(QUARANTINED))
            .with("registry", new JsonString(registry));
    if (quarantine.workflow().isPresent()) {
      mark = mark.with("workflow", new JsonString(quarantine.workflow().get()));
    }
    mark =
        mark.with("file", new JsonString(file))
            .with("errors", Problems.toJson(quarantine.problems()));
    var meta =
        header.userMeta().orElse(JsonNull.NULL) instanceof JsonObject object
            ? object
            : JsonObject.EMPTY;
    return new ManifestHeader(header.json().with("user_meta", meta.with(KEY, mark)));
  }

  /**
   * The mark of a package that is in quarantine and was meant for a registry; nothing if it is
   * resolved, or is another package.
   */
  static Optional<JsonObject> find(ManifestHeader header, String registry) {
    return header
        .userMeta()
        .filter(JsonObject.class::isInstance)
        .flatMap(meta -> ((JsonObject) meta).get(KEY))
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .filter(mark -> text(mark, STATE).equals(QUARANTINED))
        .filter(mark -> text(mark, "registry").equals(registry));
  }

  static String file(JsonObject mark) {
    return text(mark, "file");
  }

  static List<Problem> problems(JsonObject mark) {
    return Problems.of(mark.get("errors").orElse(JsonNull.NULL));
  }

  static Optional<String> workflow(JsonObject mark) {
    return Optional.of(text(mark, "workflow")).filter(name -> !name.isEmpty());
  }

  /** The header of the revision that says that the cause is mended. */
  static ManifestHeader resolved(
      ManifestHeader header, JsonObject mark, String topHash, String message) {
    var meta = (JsonObject) header.userMeta().orElseThrow();
    return new ManifestHeader(
        header
            .json()
            .with(
                "user_meta",
                meta.with(
                    KEY,
                    mark.with(STATE, new JsonString("resolved"))
                        .with("top_hash", new JsonString(topHash))))
            .with("message", new JsonString(message)));
  }

  private static String text(JsonObject object, String key) {
    return object
        .get(key)
        .filter(JsonString.class::isInstance)
        .map(JsonString.class::cast)
        .map(JsonString::value)
        .orElse("");
  }
}
