package io.bindery.packager.assembly;

import io.bindery.packager.failure.Failures;
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
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Gets the metadata of a package: out of its description or from where that says. */
final class MetadataReader {
  /** A header that is longer could not be written to a manifest. */
  private static final int MAX_BYTES = ManifestWriter.DEFAULT_MAX_RECORD_BYTES;

  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final S3AsyncClient s3;

  MetadataReader(S3AsyncClient s3) {
    this.s3 = s3;
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
    var request =
        GetObjectRequest.builder()
            .bucket(uri.bucket())
            .key(uri.key())
            // One byte more than is allowed shows that it is too long, however long it is.
            .range("bytes=0-" + MAX_BYTES);
    uri.versionId().ifPresent(request::versionId);
    return s3.getObject(request.build(), AsyncResponseTransformer.toBytes())
        .handle(
            (body, failure) -> {
              if (failure == null) {
                return parse(uri, body.asByteArrayUnsafe());
              }
              if (Failures.isMissing(failure)) {
                throw PackagingException.lasting(
                    "The metadata %s is not there: upload it, or correct metadata_uri."
                        .formatted(uri),
                    failure);
              }
              throw isEmpty(failure)
                  ? PackagingException.lasting(
                      "The metadata %s is empty: it must be a JSON object.".formatted(uri), failure)
                  : Failures.of("Reading the metadata " + uri, failure);
            });
  }

  /** No byte of an empty object can be asked for. */
  private static boolean isEmpty(Throwable failure) {
    return Failures.root(failure) instanceof AwsServiceException refused
        && refused.statusCode() == RANGE_NOT_SATISFIABLE;
  }

  private static JsonValue parse(S3Uri uri, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw PackagingException.lasting(
          "The metadata %s has more than the %d bytes that a manifest can hold: shorten it."
              .formatted(uri, MAX_BYTES));
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
