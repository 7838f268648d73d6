package io.bindery.packager.assembly;

import io.bindery.packager.assembly.Documents.Document;
import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.crate.CrateException;
import io.bindery.packager.crate.RoCrate;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.metadata.MetadataFile;
import io.bindery.packager.metadata.MetadataFileException;
import io.bindery.packager.policy.MetadataRules;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.template.TemplateException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
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
  /** Where the summary of a crate goes. */
  private static final String CRATE = "ro_crate";

  private final SmallObjects objects;
  private final Documents documents;
  private final PackagePolicies policies;

  MetadataReader(SmallObjects objects, Documents documents, PackagePolicies policies) {
    this.objects = objects;
    this.documents = documents;
    this.policies = policies;
  }

  /**
   * The metadata. Without any, a package of a folder has JSON null, and one of named entries has
   * none: that is how the originals differ.
   *
   * @param crate what the crate lists that is named as the metadata
   */
  record Found(Optional<JsonValue> metadata, Optional<CratePackage> crate) {}

  /** Reads all; what it finds must be closed. */
  CompletionStage<Found> read(PackageDescription description) {
    if (!(description.source() instanceof SourceFolder folder)) {
      return CompletableFuture.completedFuture(
          new Found(description.metadata().map(it -> it), Optional.empty()));
    }
    return description.metadataUri().isEmpty()
        ? merged(
                description,
                folder,
                description.metadata().<JsonValue>map(it -> it).orElse(JsonNull.NULL),
                false)
            .thenApply(metadata -> new Found(Optional.of(metadata), Optional.empty()))
        : documents
            .read(description.metadataUri().get())
            .thenCompose(document -> read(description, folder, document));
  }

  private CompletionStage<Found> read(
      PackageDescription description, SourceFolder folder, Document document) {
    if (document instanceof Document.Metadata metadata) {
      return merged(description, folder, metadata.value(), false)
          .thenApply(all -> new Found(Optional.of(all), Optional.empty()));
    }
    var crate = CratePackage.of((Document.Listing) document, description.name());
    return merged(description, folder, crate.contents().metadata(), true)
        .handle(
            (all, failure) -> {
              if (failure != null) {
                crate.close();
                throw Failures.of("Reading the metadata of " + folder, failure);
              }
              return new Found(Optional.of(all), Optional.of(crate));
            });
  }

  /**
   * With what the policy adds.
   *
   * @param listed whether it is of a crate, of which then there is no other summary
   */
  private CompletionStage<JsonValue> merged(
      PackageDescription description, SourceFolder folder, JsonValue own, boolean listed) {
    var rules = policies.metadata(folder);
    CompletionStage<JsonValue> merged =
        CompletableFuture.completedFuture(templated(description, folder, rules));
    for (var name : rules.files()) {
      merged = merged.thenCombine(file(folder, name), MetadataReader::merge);
    }
    if (rules.crate() && !listed) {
      merged = merged.thenCombine(crate(folder, RoCrate.FILES), MetadataReader::merge);
    }
    return merged.thenApply(below -> merge(below, own));
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
}
