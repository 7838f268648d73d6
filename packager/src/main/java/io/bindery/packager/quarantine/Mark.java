package io.bindery.packager.quarantine;

import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.name.PackageName;
import java.util.List;
import java.util.Optional;

/**
 * What the metadata of a package in quarantine says of that, below {@value #KEY}: {@code state}
 * ({@code quarantined}, {@code resolved} or {@code dismissed}), the {@code registry} that it was
 * meant for, the {@code workflow} it broke, the {@code errors} and the {@code file} that tells
 * people of them. Once it is resolved, the {@code top_hash} of the revision that the registry took,
 * and its {@code package_name} if that is another; once it is dismissed, {@code by} whom and for
 * what {@code reason}.
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
    return of(header)
        .filter(mark -> text(mark, STATE).equals(QUARANTINED))
        .filter(mark -> text(mark, "registry").equals(registry));
  }

  private static Optional<JsonObject> of(ManifestHeader header) {
    return header
        .userMeta()
        .filter(JsonObject.class::isInstance)
        .flatMap(meta -> ((JsonObject) meta).get(KEY))
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast);
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

  /** The header of the revision that says that it is over. */
  static ManifestHeader released(
      ManifestHeader header, JsonObject mark, PackageName name, Release release) {
    var meta = (JsonObject) header.userMeta().orElseThrow();
    return new ManifestHeader(
        header
            .json()
            .with("user_meta", meta.with(KEY, with(mark, name, release)))
            .with("message", new JsonString(message(mark, name, release))));
  }

  /** Whether a header is what {@link #released} makes, of the revision before it. */
  static boolean isReleased(ManifestHeader header, PackageName name, Release release) {
    var mark = of(header);
    return mark.isPresent() && with(mark.get(), name, release).equals(mark.get());
  }

  private static JsonObject with(JsonObject mark, PackageName name, Release release) {
    if (release instanceof Release.Dismissed dismissed) {
      return mark.with(STATE, new JsonString("dismissed"))
          .with("by", new JsonString(dismissed.by()))
          .with("reason", new JsonString(dismissed.reason()));
    }
    var mended = (Release.Mended) release;
    var resolved =
        mark.with(STATE, new JsonString("resolved"))
            .with("top_hash", new JsonString(mended.topHash().value()));
    return mended.name().equals(name)
        ? resolved
        : resolved.with("package_name", new JsonString(mended.name().value()));
  }

  private static String message(JsonObject mark, PackageName name, Release release) {
    if (release instanceof Release.Dismissed dismissed) {
      return "Dismissed by %s: %s".formatted(dismissed.by(), dismissed.reason());
    }
    var mended = (Release.Mended) release;
    var hash = mended.topHash().value().substring(0, 8);
    return mended.name().equals(name)
        ? "Resolved: revision %s is in s3://%s".formatted(hash, text(mark, "registry"))
        : "Resolved: revision %s of %s is in s3://%s"
            .formatted(hash, mended.name(), text(mark, "registry"));
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
