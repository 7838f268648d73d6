package io.bindery.packager.assembly;

import io.bindery.packager.assembly.Documents.Document;
import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.crate.NoCrateException;
import io.bindery.packager.crate.RoCrate;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.metadata.MetadataFile;
import io.bindery.packager.metadata.MetadataFileException;
import io.bindery.packager.policy.MetadataRules;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.preset.Preset;
import io.bindery.packager.preset.RunFiles;
import io.bindery.packager.preset.RunMetadata;
import io.bindery.packager.template.TemplateException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.s3.S3Uri;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Gets the metadata of a package. From weakest to strongest: what the folder's own files tell its
 * preset, the templates of its policy, the files that the policy names in their order, the summary
 * of an RO-Crate, and the description or what it refers to. Of two with the same name on top, the
 * stronger one is taken whole.
 */
final class MetadataReader {
  /** Where the summary of a crate goes. */
  private static final String CRATE = "ro_crate";

  /** Where the name of the preset goes, and where each value is from. */
  private static final String PRESET = "preset";

  private final SmallObjects objects;
  private final Documents documents;
  private final RunFiles runFiles;
  private final PackagePolicies policies;

  MetadataReader(
      SmallObjects objects, Documents documents, RunFiles runFiles, PackagePolicies policies) {
    this.objects = objects;
    this.documents = documents;
    this.runFiles = runFiles;
    this.policies = policies;
  }

  /**
   * The metadata. Without any, a package of a folder has JSON null, and one of named entries has
   * none: that is how the originals differ.
   *
   * @param crate what the crate lists that is named as the metadata
   * @param sources of each value on top, where it comes from
   * @param notices what is to be told: why values are missing that the folder's preset would have,
   *     and what is called a crate and is none, a sentence each
   */
  record Found(
      Optional<JsonValue> metadata,
      Optional<CratePackage> crate,
      Map<String, String> sources,
      List<String> notices) {}

  /** Metadata, where each value on top comes from, and why others are missing. */
  private record Sourced(JsonValue value, Map<String, String> sources, List<String> notices) {
    static final Sourced NONE = of(JsonNull.NULL, "");

    /** All of it from one place. */
    static Sourced of(JsonValue value, String source) {
      var sources = new LinkedHashMap<String, String>();
      if (value instanceof JsonObject object) {
        object.members().keySet().forEach(key -> sources.put(key, source));
      }
      return new Sourced(value, sources, List.of());
    }

    /** What a folder's own files tell. */
    static Sourced of(RunMetadata told) {
      var members = new LinkedHashMap<String, JsonValue>();
      var sources = new LinkedHashMap<String, String>();
      for (var value : told.values()) {
        members.put(value.name(), value.value());
        sources.put(value.name(), value.source().toString());
      }
      return new Sourced(new JsonObject(members), sources, told.notices());
    }

    /** With the name of the preset, and the sources; what the user calls so is the user's. */
    Sourced naming(Preset preset) {
      var texts = new LinkedHashMap<String, JsonValue>();
      sources.forEach((key, source) -> texts.put(key, new JsonString(source)));
      var told =
          JsonObject.EMPTY
              .with("name", new JsonString(preset.name()))
              .with("sources", new JsonObject(texts));
      return of(JsonObject.EMPTY.with(PRESET, told), PRESET).under(this);
    }

    /** With what is stronger: of two with the same name on top, that one is taken whole. */
    Sourced under(Sourced stronger) {
      if (value instanceof JsonObject below && stronger.value instanceof JsonObject above) {
        var members = new LinkedHashMap<>(below.members());
        members.putAll(above.members());
        var all = new LinkedHashMap<>(sources);
        all.putAll(stronger.sources);
        return new Sourced(new JsonObject(members), all, noticed(stronger));
      }
      var one = stronger.value instanceof JsonNull ? this : stronger;
      return new Sourced(one.value, one.sources, noticed(stronger));
    }

    /** With one more thing to tell, if there is one. */
    Sourced noticing(Optional<String> notice) {
      return new Sourced(value, sources, Stream.concat(notices.stream(), notice.stream()).toList());
    }

    private List<String> noticed(Sourced other) {
      return Stream.concat(notices.stream(), other.notices.stream()).toList();
    }
  }

  /** Reads all; what it finds must be closed. */
  CompletionStage<Found> read(PackageDescription description) {
    if (!(description.source() instanceof SourceFolder folder)) {
      return CompletableFuture.completedFuture(
          new Found(description.metadata().map(it -> it), Optional.empty(), Map.of(), List.of()));
    }
    return description.metadataUri().isEmpty()
        ? merged(
                description,
                folder,
                Sourced.of(
                    description.metadata().<JsonValue>map(it -> it).orElse(JsonNull.NULL),
                    "description"),
                false)
            .thenApply(all -> found(all, Optional.empty()))
        : documents
            .read(description.metadataUri().get())
            .thenCompose(document -> read(description, folder, document));
  }

  private CompletionStage<Found> read(
      PackageDescription description, SourceFolder folder, Document document) {
    var source = "file " + description.metadataUri().orElseThrow();
    if (document instanceof Document.Metadata metadata) {
      return merged(description, folder, Sourced.of(metadata.value(), source), false)
          .thenApply(all -> found(all.noticing(noCrate(description)), Optional.empty()));
    }
    var crate = CratePackage.of((Document.Listing) document, description.name());
    return merged(description, folder, Sourced.of(crate.contents().metadata(), source), true)
        .handle(
            (all, failure) -> {
              if (failure != null) {
                crate.close();
                throw Failures.of("Reading the metadata of " + folder, failure);
              }
              return found(all, Optional.of(crate));
            });
  }

  /** What is called a crate and lists nothing is hardly meant so: the whole folder is packaged. */
  private Optional<String> noCrate(PackageDescription description) {
    return description
        .metadataUri()
        .filter(uri -> documents.findsCrates())
        .filter(uri -> RoCrate.FILES.contains(uri.key().substring(uri.key().lastIndexOf('/') + 1)))
        .map(
            uri ->
                "%s is no RO-Crate that lists the content of a package, as its @graph has no './' of type Dataset: the whole folder is packaged, with this document as its metadata."
                    .formatted(uri));
  }

  private static Found found(Sourced all, Optional<CratePackage> crate) {
    return new Found(Optional.of(all.value()), crate, all.sources(), all.notices());
  }

  /**
   * With what the policy adds.
   *
   * @param listed whether it is of a crate, of which then there is no other summary
   */
  private CompletionStage<Sourced> merged(
      PackageDescription description, SourceFolder folder, Sourced own, boolean listed) {
    var rules = policies.metadata(folder);
    CompletionStage<Sourced> merged =
        told(folder, rules)
            .thenApply(
                told -> told.under(Sourced.of(templated(description, folder, rules), "policy")));
    for (var name : rules.files()) {
      merged = merged.thenCombine(file(folder, name), Sourced::under);
    }
    if (rules.crate() && !listed) {
      merged = merged.thenCombine(crate(folder, RoCrate.FILES), Sourced::under);
    }
    return merged
        .thenApply(below -> below.under(own))
        .thenApply(all -> rules.preset().map(all::naming).orElse(all));
  }

  private CompletionStage<Sourced> told(SourceFolder folder, MetadataRules rules) {
    return rules.preset().isPresent()
        ? runFiles.read(rules.preset().get(), folder).thenApply(Sourced::of)
        : CompletableFuture.completedFuture(Sourced.NONE);
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

  private CompletionStage<Sourced> file(SourceFolder folder, String name) {
    var uri = S3Uri.of(folder.bucket(), folder.prefix() + name);
    return objects
        .read(uri, "metadata file", MetadataFile.MAX_BYTES)
        .thenApply(
            found -> {
              try {
                return Sourced.of(
                    found
                        .<JsonValue>map(MetadataFile.of(name).orElseThrow()::read)
                        .orElse(JsonNull.NULL),
                    "file " + name);
              } catch (MetadataFileException e) {
                throw PackagingException.lasting(
                    "The metadata file %s is broken: %s.".formatted(uri, e.getMessage()), e);
              }
            });
  }

  /** The first of the names that is there. */
  private CompletionStage<Sourced> crate(SourceFolder folder, List<String> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(Sourced.of(JsonNull.NULL, ""));
    }
    var uri = S3Uri.of(folder.bucket(), folder.prefix() + names.get(0));
    return objects
        .read(uri, "RO-Crate", RoCrate.MAX_BYTES)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? crate(folder, names.subList(1, names.size()))
                    : CompletableFuture.completedFuture(
                        Sourced.of(summary(uri, found.get()), "file " + names.get(0))));
  }

  private static JsonValue summary(S3Uri uri, byte[] file) {
    try {
      return JsonObject.EMPTY.with(CRATE, RoCrate.parse(file).summary());
    } catch (NoCrateException e) {
      throw PackagingException.lasting(
          "The RO-Crate %s is broken: %s.".formatted(uri, e.getMessage()), e);
    }
  }
}
