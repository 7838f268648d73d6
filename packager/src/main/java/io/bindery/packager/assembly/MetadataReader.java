package io.bindery.packager.assembly;

import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.manifest.ManifestWriter;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.json.Json;
import io.bindery.protocol.json.JsonLimits;
import io.bindery.protocol.json.JsonNull;
import io.bindery.protocol.json.JsonObject;
import io.bindery.protocol.json.JsonSyntaxException;
import io.bindery.protocol.json.JsonValue;
import io.bindery.protocol.s3.S3Uri;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gets the metadata of a package: out of its description or from where that says. */
final class MetadataReader {
  /** A header that is longer could not be written to a manifest. */
  private static final int MAX_BYTES = ManifestWriter.DEFAULT_MAX_RECORD_BYTES;

  private final SmallObjects objects;

  MetadataReader(SmallObjects objects) {
    this.objects = objects;
  }

  /**
   * The metadata. Without any, a package of a folder has JSON null, and one of named entries has
   * none: that is how the originals differ.
   */
  CompletionStage<Optional<JsonValue>> read(PackageDescription description) {
    if (description.metadataUri().isPresent()) {
      return read(description.metadataUri().get()).thenApply(Optional::of);
    }
    return CompletableFuture.completedFuture(
        description
            .metadata()
            .<JsonValue>map(it -> it)
            .or(
                () ->
                    description.source() instanceof SourceFolder
                        ? Optional.of(JsonNull.NULL)
                        : Optional.empty()));
  }

  private CompletionStage<JsonValue> read(S3Uri uri) {
    return objects.read(uri, "metadata", MAX_BYTES).thenApply(found -> parse(uri, found));
  }

  private static JsonValue parse(S3Uri uri, Optional<byte[]> found) {
    var bytes =
        found.orElseThrow(
            () ->
                PackagingException.lasting(
                    "The metadata %s is not there: upload it, or correct metadata_uri."
                        .formatted(uri)));
    if (bytes.length == 0) {
      throw PackagingException.lasting(
          "The metadata %s is empty: it must be a JSON object.".formatted(uri));
    }
    try {
      if (Json.parse(bytes, JsonLimits.DEFAULT) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonSyntaxException e) {
      throw PackagingException.lasting(
          "The metadata %s is not JSON: %s.".formatted(uri, e.getMessage()), e);
    }
    throw PackagingException.lasting(
        "The metadata %s is not a JSON object, which it must be.".formatted(uri));
  }
}
