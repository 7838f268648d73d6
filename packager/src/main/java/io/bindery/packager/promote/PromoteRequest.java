package io.bindery.packager.promote;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RevisionName;
import io.bindery.platform.failure.RefusedException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.RegistryRevision;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request to promote a revision, as JSON.
 *
 * @param from the registry that the revision is in
 * @param revision in it; the newest if no hash is given
 * @param to the registry that gets it
 * @param name that the package has there
 * @param metadata of the new revision; absent: as in the old one
 * @param message likewise
 * @param destination folders of the new registry below which copies go
 */
record PromoteRequest(
    String from,
    RevisionName revision,
    String to,
    PackageName name,
    Optional<JsonObject> metadata,
    Optional<String> message,
    WorkflowChoice workflow,
    Optional<String> destination) {
  private static final String SOURCE_REGISTRY = "source_registry";
  private static final String SOURCE_PACKAGE = "source_package";
  private static final String TOP_HASH = "top_hash";
  private static final String REGISTRY = "registry";
  private static final String PACKAGE_NAME = "package_name";
  private static final String METADATA = "metadata";
  private static final String COMMIT_MESSAGE = "commit_message";
  private static final String WORKFLOW = "workflow";
  private static final String DEST_PREFIX = "dest_prefix";
  private static final List<String> FIELDS =
      List.of(
          SOURCE_REGISTRY,
          SOURCE_PACKAGE,
          TOP_HASH,
          REGISTRY,
          PACKAGE_NAME,
          METADATA,
          COMMIT_MESSAGE,
          WORKFLOW,
          DEST_PREFIX);

  private static final int MAX_DEPTH = 100;
  private static final int MAX_LENGTH = 1 << 20;
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{6,64}");

  /**
   * Reads a request.
   *
   * @throws RefusedException with the field that is wrong
   */
  static PromoteRequest parse(String json) {
    JsonValue value;
    try {
      value = Json.parse(json, new JsonLimits(MAX_DEPTH, MAX_LENGTH));
    } catch (JsonSyntaxException e) {
      throw new RefusedException("", "The request is not JSON: " + e.getMessage() + ".");
    }
    if (!(value instanceof JsonObject object)) {
      throw new RefusedException("", "The request is not a JSON object, which it must be.");
    }
    for (var field : object.members().keySet()) {
      if (!FIELDS.contains(field)) {
        throw new RefusedException(
            field,
            "The field '%s' is unknown: the fields are %s."
                .formatted(field, String.join(", ", FIELDS)));
      }
    }
    return of(object);
  }

  private static PromoteRequest of(JsonObject object) {
    var named = required(object, SOURCE_PACKAGE);
    var uri = PackageUri.isMeant(named) ? Optional.of(uri(named)) : Optional.<PackageUri>empty();
    var from = uri.map(it -> fromUri(object, it)).orElseGet(() -> bucket(object, SOURCE_REGISTRY));
    var to = bucket(object, REGISTRY);
    if (from.equals(to)) {
      throw wrong(REGISTRY, "is the source's own: to go back to a revision, use rollback");
    }
    var revision = uri.map(PromoteRequest::revision).orElseGet(() -> revision(object, named));
    return new PromoteRequest(
        from,
        revision,
        to,
        text(object, PACKAGE_NAME).map(text -> name(PACKAGE_NAME, text)).orElse(revision.name()),
        metadata(object),
        text(object, COMMIT_MESSAGE),
        text(object, WORKFLOW)
            .map(name -> name.isEmpty() ? WorkflowChoice.NONE : WorkflowChoice.named(name))
            .orElse(WorkflowChoice.UNSPECIFIED),
        text(object, DEST_PREFIX).flatMap(PromoteRequest::folders));
  }

  private static PackageUri uri(String text) {
    try {
      return PackageUri.parse(text);
    } catch (PackageUriException e) {
      throw wrong(SOURCE_PACKAGE, "= " + e.getMessage());
    }
  }

  /** The URI says the registry and the revision; both may be said again, but not otherwise. */
  private static String fromUri(JsonObject object, PackageUri uri) {
    var bucket = checkedBucket(SOURCE_PACKAGE, uri.bucket());
    if (text(object, SOURCE_REGISTRY).filter(said -> !said.equals(bucket)).isPresent()) {
      throw wrong(SOURCE_REGISTRY, "is not the bucket that source_package names: leave it out");
    }
    var hash = text(object, TOP_HASH);
    if (hash.isPresent() && !hash.equals(uri.hash())) {
      throw wrong(TOP_HASH, "is not the one that source_package names: leave it out");
    }
    return bucket;
  }

  private static RevisionName revision(PackageUri uri) {
    try {
      return RevisionName.of(uri);
    } catch (PackagingException e) {
      throw wrong(SOURCE_PACKAGE, "cannot be used: " + e.getMessage());
    }
  }

  private static RevisionName revision(JsonObject object, String named) {
    var hash = text(object, TOP_HASH);
    if (hash.isPresent() && !HASH.matcher(hash.get()).matches()) {
      throw wrong(TOP_HASH, "must be 6 to 64 lower-case hexadecimal digits");
    }
    return new RevisionName(name(SOURCE_PACKAGE, named), hash);
  }

  private static Optional<String> folders(String text) {
    var folders = text.replaceAll("^/+|/+$", "");
    if (folders.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LogicalKey(folders).value());
    } catch (InvalidNameException e) {
      throw wrong(DEST_PREFIX, "cannot be used: " + e.reason());
    }
  }

  private static String bucket(JsonObject object, String field) {
    return checkedBucket(field, required(object, field));
  }

  private static String checkedBucket(String field, String bucket) {
    if (!BUCKET.matcher(bucket).matches()) {
      throw wrong(
          field,
          "= '%s' is no bucket: give its name, without s3://"
              .formatted(FieldException.shown(bucket)));
    }
    return bucket;
  }

  private static PackageName name(String field, String text) {
    try {
      return PackageName.forDescription(text);
    } catch (InvalidNameException e) {
      throw wrong(field, "= '%s' is no name: %s".formatted(FieldException.shown(text), e.reason()));
    }
  }

  private static String required(JsonObject object, String field) {
    return text(object, field).orElseThrow(() -> wrong(field, "is missing"));
  }

  private static Optional<String> text(JsonObject object, String field) {
    return value(object, field)
        .map(
            value -> {
              if (value instanceof JsonString text) {
                return checked(field, text).value();
              }
              throw wrong(field, "must be a text");
            });
  }

  private static Optional<JsonObject> metadata(JsonObject object) {
    return value(object, METADATA)
        .map(
            value -> {
              if (value instanceof JsonObject metadata) {
                return checked(METADATA, metadata);
              }
              throw wrong(METADATA, "must be a JSON object");
            });
  }

  private static Optional<JsonValue> value(JsonObject object, String field) {
    return object.get(field).filter(value -> !(value instanceof JsonNull));
  }

  /** What a manifest cannot hold is refused now. */
  private static <T extends JsonValue> T checked(String field, T value) {
    try {
      var unused = JsonForm.FILE.toBytes(value);
      return value;
    } catch (JsonWriteException e) {
      throw wrong(field, "cannot be written to a manifest: " + e.getMessage());
    }
  }

  private static RefusedException wrong(String field, String what) {
    return new RefusedException(field, field + " " + what + (what.endsWith(".") ? "" : "."));
  }

  /**
   * The description of the job that does it.
   *
   * @param topHash that the revision has
   */
  PackageDescription description(String topHash) {
    return new PackageDescription(
        new RegistryRevision(from, revision.name(), topHash, destination),
        to,
        name,
        metadata,
        Optional.empty(),
        workflow,
        message);
  }
}
