package io.bindery.service.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A revision as the registry has it.
 *
 * @param header the first line of its manifest
 * @param entries the others
 */
record Revision(JsonNode header, List<JsonNode> entries) {
  private static final JsonMapper JSON = new JsonMapper();

  /** The newest revision of a package, once there is one. */
  static Revision await(S3AsyncClient s3, String registry, String name) {
    var latest = ".quilt/named_packages/" + name + "/latest";
    var hash =
        Awaitility.await(name)
            .atMost(Duration.ofSeconds(30))
            .until(() -> text(s3, registry, latest), Optional::isPresent);
    return parse(text(s3, registry, ".quilt/packages/" + hash.orElseThrow()).orElseThrow());
  }

  /** How many revisions a package has. */
  static long count(S3AsyncClient s3, String registry, String name) {
    return s3
        .listObjectsV2(r -> r.bucket(registry).prefix(".quilt/named_packages/" + name + "/"))
        .join()
        .contents()
        .stream()
        .filter(object -> !object.key().endsWith("/latest"))
        .count();
  }

  List<String> keys() {
    return entries.stream().map(entry -> entry.path("logical_key").asText()).toList();
  }

  List<String> physicalKeys() {
    return entries.stream().map(entry -> entry.path("physical_keys").path(0).asText()).toList();
  }

  /** What users gave; missing if there is none. */
  JsonNode metadata() {
    return header.path("user_meta");
  }

  private static Revision parse(String manifest) {
    var lines = manifest.lines().map(Revision::json).toList();
    return new Revision(lines.get(0), lines.subList(1, lines.size()));
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<String> text(S3AsyncClient s3, String bucket, String key) {
    try {
      return Optional.of(
          s3.getObject(r -> r.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
              .join()
              .asUtf8String());
    } catch (CompletionException e) {
      if (e.getCause() instanceof NoSuchKeyException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
