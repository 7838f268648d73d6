package io.bindery.packager.assembly;

import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.crate.CrateException;
import io.bindery.packager.crate.RoCrate;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.metadata.MetadataFile;
import io.bindery.packager.metadata.MetadataFileException;
import io.bindery.packager.policy.MetadataRules;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.template.TemplateException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.s3.S3Uri;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gets the metadata of a package. From weakest to strongest: the templates of its policy, the files
 * that the policy names in their order, the summary of an RO-Crate, and the description or what it
 * refers to. Of two with the same name on top, the stronger one is taken whole.
 */
final class MetadataReader {
  /**
   * The largest file that is read. What counts in the end is the record in the manifest: a file
   * with line ends and blanks takes more bytes than what it says.
   */
  private static final int MAX_BYTES = MetadataFile.MAX_BYTES;

  /** Where the summary of a crate goes. */
  private static final String CRATE = "ro_crate";

  private final SmallObjects objects;
  private final PackagePolicies policies;

  MetadataReader(SmallObjects objects, PackagePolicies policies) {
    this.objects = objects;
    this.policies = policies;
  }

  /**
   * The metadata. Without any, a package of a folder has JSON null, and one of named entries has
   * none: that is how the originals differ.
   */
  CompletionStage<Optional<JsonValue>> read(PackageDescription description) {
    return description.source() instanceof SourceFolder folder
        ? read(description, folder).thenApply(Optional::of)
        : CompletableFuture.completedFuture(description.metadata().map(it -> it));
  }

  private CompletionStage<JsonValue> read(PackageDescription description, SourceFolder folder) {
    var rules = policies.metadata(folder);
    CompletionStage<JsonValue> merged =
        CompletableFuture.completedFuture(templated(description, folder, rules));
    for (var name : rules.files()) {
      merged = merged.thenCombine(file(folder, name), MetadataReader::merge);
    }
    if (rules.crate()) {
      merged = merged.thenCombine(crate(folder, RoCrate.FILES), MetadataReader::merge);
    }
    return merged.thenCombine(own(description), MetadataReader::merge);
  }

  private static JsonValue merge(JsonValue weaker, JsonValue stronger) {
    if (weaker instanceof JsonObject below && stronger instanceof JsonObject above) {
      var members = new LinkedHashMap<>(below.members());
      members.putAll(above.members());
      return new JsonObject(members);
    }
    return stronger instanceof JsonNull ? weaker : stronger;
  }

  private JsonValue templated(
      PackageDescription description, SourceFolder folder, MetadataRules rules) {
    try {
      return rules
          .template()
          .<JsonValue>map(template -> template.fill(policies.values(description, folder)))
          .orElse(JsonNull.NULL);
    } catch (TemplateException e) {
      throw PackagingException.lasting("A template of the metadata: " + e.getMessage(), e);
    }
  }

  private CompletionStage<JsonValue> file(SourceFolder folder, String name) {
    var uri = S3Uri.of(folder.bucket(), folder.prefix() + name);
    return objects
        .read(uri, "metadata file", MetadataFile.MAX_BYTES)
        .thenApply(
            found -> {
              try {
                return found
                    .<JsonValue>map(MetadataFile.of(name).orElseThrow()::read)
                    .orElse(JsonNull.NULL);
              } catch (MetadataFileException e) {
                throw PackagingException.lasting(
                    "The metadata file %s is broken: %s.".formatted(uri, e.getMessage()), e);
              }
            });
  }

  /** The first of the names that is there. */
  private CompletionStage<JsonValue> crate(SourceFolder folder, List<String> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(JsonNull.NULL);
    }
    var uri = S3Uri.of(folder.bucket(), folder.prefix() + names.get(0));
    return objects
        .read(uri, "RO-Crate", RoCrate.MAX_BYTES)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? crate(folder, names.subList(1, names.size()))
                    : CompletableFuture.completedFuture(summary(uri, found.get())));
  }

  private static JsonValue summary(S3Uri uri, byte[] file) {
    try {
      return JsonObject.EMPTY.with(CRATE, RoCrate.parse(file).summary());
    } catch (CrateException e) {
      throw PackagingException.lasting(
          "The RO-Crate %s is broken: %s.".formatted(uri, e.getMessage()), e);
    }
  }

  private CompletionStage<JsonValue> own(PackageDescription description) {
    if (description.metadataUri().isPresent()) {
      return read(description.metadataUri().get());
    }
    return CompletableFuture.completedFuture(
        description.metadata().<JsonValue>map(it -> it).orElse(JsonNull.NULL));
  }

  private CompletionStage<JsonValue> read(S3Uri uri) {
    return objects.read(uri, "metadata", MAX_BYTES).thenApply(found -> parse(uri, found));
  }

  private static JsonValue parse(S3Uri uri, Optional<byte[]> found) {
    var bytes =
        found.orElseThrow(
            () ->
                PackagingException.notFound(
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
