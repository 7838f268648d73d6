package io.bindery.protocol.description;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.Optional;

/**
 * The request to make a package, with everything that the text left open filled in. Two that are
 * equal ask for the same work.
 *
 * @param source what to package
 * @param registry the bucket that gets the manifest and the pointers
 * @param name of the package
 * @param metadata of the package, exactly as given; never present together with {@code metadataUri}
 * @param metadataUri where the metadata is read from
 * @param workflow the rules that the package must follow
 * @param commitMessage what the revision says of itself
 * @param batchId the batch whose announcement asked for it. It says where the request comes from
 *     and nothing of the work, so {@link #toJson} leaves it out
 */
public record PackageDescription(
    PackageSource source,
    String registry,
    PackageName name,
    Optional<JsonObject> metadata,
    Optional<S3Uri> metadataUri,
    WorkflowChoice workflow,
    Optional<String> commitMessage,
    Optional<String> batchId) {

  public PackageDescription {
    requireNonNull(source, "source");
    requireNonNull(registry, "registry");
    requireNonNull(name, "name");
    requireNonNull(workflow, "workflow");
    requireNonNull(commitMessage, "commitMessage");
    requireNonNull(batchId, "batchId");
    if (metadata.isPresent() && metadataUri.isPresent()) {
      throw new IllegalArgumentException("a description has metadata or metadata_uri, not both");
    }
  }

  /** One that no batch asked for. */
  public PackageDescription(
      PackageSource source,
      String registry,
      PackageName name,
      Optional<JsonObject> metadata,
      Optional<S3Uri> metadataUri,
      WorkflowChoice workflow,
      Optional<String> commitMessage) {
    this(source, registry, name, metadata, metadataUri, workflow, commitMessage, Optional.empty());
  }

  /** The description of a folder with nothing else said. */
  public static PackageDescription of(SourceFolder source) {
    return new PackageDescription(
        source,
        source.bucket(),
        PackageName.infer(source.prefix()),
        Optional.empty(),
        Optional.empty(),
        WorkflowChoice.UNSPECIFIED,
        Optional.empty());
  }

  /**
   * Reads what {@link #toJson} wrote, and descriptions of folders strictly.
   *
   * @throws DescriptionException with the field, what is wrong and what to write instead
   */
  public static PackageDescription parse(String json) {
    return DescriptionParser.parseOwn(json);
  }

  /**
   * Reads a description of a folder: see {@link DescriptionParser}.
   *
   * @throws DescriptionException with the field, what is wrong and what to write instead
   */
  public static PackageDescription parse(String json, DescriptionMode mode) {
    return parse(json, mode, DescriptionDefaults.STANDARD);
  }

  /**
   * Reads a description; what it leaves open is filled in by the defaults.
   *
   * @throws DescriptionException with the field, what is wrong and what to write instead
   */
  public static PackageDescription parse(
      String json, DescriptionMode mode, DescriptionDefaults defaults) {
    return DescriptionParser.parse(json, mode, defaults);
  }

  /**
   * The folder to package.
   *
   * @throws IllegalStateException if it is not a folder that is packaged
   */
  public SourceFolder folder() {
    if (source instanceof SourceFolder folder) {
      return folder;
    }
    throw new IllegalStateException(source + " is no folder");
  }

  /** The work as JSON, which {@link #parse} reads back as an equal one. */
  public String toJson() {
    return DescriptionWriter.write(this);
  }
}
