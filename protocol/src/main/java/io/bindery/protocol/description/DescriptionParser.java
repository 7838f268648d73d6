package io.bindery.protocol.description;

import static io.bindery.protocol.description.DescriptionField.BATCH_ID;
import static io.bindery.protocol.description.DescriptionField.COMMIT_MESSAGE;
import static io.bindery.protocol.description.DescriptionField.METADATA;
import static io.bindery.protocol.description.DescriptionField.METADATA_URI;
import static io.bindery.protocol.description.DescriptionField.PACKAGE_NAME;
import static io.bindery.protocol.description.DescriptionField.REGISTRY;
import static io.bindery.protocol.description.DescriptionField.SOURCE_PREFIX;
import static io.bindery.protocol.description.DescriptionField.WORKFLOW;

import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads a description of Quilt's packaging queue. Read strictly, whatever its author cannot have
 * meant is refused: a field that does not exist, a value of another type, a name that no package
 * can have. A field that is {@code null} counts as absent, and so does an empty {@code registry}.
 */
final class DescriptionParser {
  private static final String SCHEME = "s3://";

  /** In the key of a URI that was written by rule. */
  private static final Pattern NEVER_ENCODED = Pattern.compile("[^A-Za-z0-9_.~/%-]");

  /** The most that a message of SQS can carry, in UTF-16 units of the text. */
  private static final int MAX_LENGTH = 1 << 20;

  /** Objects and lists inside each other; metadata of people and machines stays far below. */
  private static final int MAX_DEPTH = 100;

  private static final JsonLimits LIMITS = new JsonLimits(MAX_DEPTH, MAX_LENGTH);

  /**
   * The characters that S3 allows in a bucket's name, with the upper case and {@code _} of old
   * ones.
   */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  /** In place of the folder, only in what {@link DescriptionWriter} wrote. */
  static final String ENTRIES = "entries";

  /** Likewise. */
  static final String REVISION = "revision";

  static final String TOP_HASH = "top_hash";
  static final String DESTINATION = "dest_prefix";

  private final JsonObject object;
  private final DescriptionMode mode;
  private final DescriptionDefaults defaults;

  private DescriptionParser(JsonObject object, DescriptionMode mode, DescriptionDefaults defaults) {
    this.object = object;
    this.mode = mode;
    this.defaults = defaults;
  }

  static PackageDescription parse(String json, DescriptionMode mode, DescriptionDefaults defaults) {
    return new DescriptionParser(read(json), mode, defaults).description();
  }

  /** Reads what was written here; what is no folder is not for others to name. */
  static PackageDescription parseOwn(String json) {
    var object = read(json);
    var parser =
        new DescriptionParser(
            object.without(ENTRIES).without(REVISION),
            DescriptionMode.STRICT,
            DescriptionDefaults.STANDARD);
    if (object.get(ENTRIES).orElse(JsonNull.NULL) instanceof JsonString id) {
      return parser.of(new EntryList(id.value()));
    }
    return object.get(REVISION).orElse(JsonNull.NULL) instanceof JsonObject revision
        ? parser.of(revision(revision))
        : parser.description();
  }

  private static RegistryRevision revision(JsonObject object) {
    return new RegistryRevision(
        own(object, REGISTRY.key()).orElseThrow(),
        new PackageName(own(object, PACKAGE_NAME.key()).orElseThrow()),
        own(object, TOP_HASH).orElseThrow(),
        own(object, DESTINATION));
  }

  private static Optional<String> own(JsonObject object, String key) {
    return object
        .get(key)
        .filter(JsonString.class::isInstance)
        .map(text -> ((JsonString) text).value());
  }

  private PackageDescription of(PackageSource list) {
    var name = new PackageName(text(PACKAGE_NAME).orElseThrow());
    return new PackageDescription(
        list,
        text(REGISTRY).orElseThrow(),
        name,
        metadata(),
        Optional.empty(),
        givenWorkflow().orElse(WorkflowChoice.UNSPECIFIED),
        text(COMMIT_MESSAGE));
  }

  private static JsonObject read(String json) {
    JsonValue value;
    try {
      value = Json.parse(json, LIMITS);
    } catch (JsonSyntaxException e) {
      throw new DescriptionException("", "The description is not JSON: " + e.getMessage() + ".");
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new DescriptionException(
        "",
        "The description is "
            + kind(value)
            + ": it must be a JSON object such as {\"source_prefix\": \"s3://bucket/folder/\"}.");
  }

  private PackageDescription description() {
    if (mode == DescriptionMode.STRICT) {
      refuseUnknownFields();
    }
    var sourceText =
        text(SOURCE_PREFIX)
            .map(this::pasted)
            .orElseThrow(
                () ->
                    wrong(
                        SOURCE_PREFIX,
                        "is missing: give the folder to package, as s3://bucket/folder/"));
    var source = SourceFolder.of(uri(SOURCE_PREFIX, sourceText, Function.identity()), mode);
    checkBucket(SOURCE_PREFIX, source.bucket());
    var metadata = metadata();
    var metadataUri =
        text(METADATA_URI)
            .map(uri -> uri(METADATA_URI, uri, it -> UriReference.resolve(sourceText, it)));
    if (metadata.isPresent() && metadataUri.isPresent()) {
      throw new DescriptionException(
          METADATA.key(), "metadata and metadata_uri are both given: give only one of them.");
    }
    metadataUri.ifPresent(uri -> checkBucket(METADATA_URI, uri.bucket()));
    var registry = registry(source);
    var name = name(source);
    var workflow = givenWorkflow().orElseGet(() -> defaults.workflow(source));
    var message =
        text(COMMIT_MESSAGE).or(() -> defaults.commitMessage(source, registry, name, workflow));
    message.ifPresent(it -> checkWritable(COMMIT_MESSAGE, new JsonString(it)));
    return new PackageDescription(
        source, registry, name, metadata, metadataUri, workflow, message, batchId());
  }

  /**
   * A rule of EventBridge pastes bucket and prefix of a batch together, and cannot encode them:
   * read as a URI, {@code run #7/} would be the folder above it. What Bindery encodes has no such
   * characters, and nobody else knows of batches.
   */
  private String pasted(String source) {
    int slash = source.indexOf('/', SCHEME.length());
    if (mode != DescriptionMode.STRICT
        || !source.startsWith(SCHEME)
        || slash <= SCHEME.length()
        || batchId().isEmpty()) {
      return source;
    }
    var key = source.substring(slash + 1);
    return NEVER_ENCODED.matcher(key).find()
        ? S3Uri.of(source.substring(SCHEME.length(), slash), key).toString()
        : source;
  }

  private void refuseUnknownFields() {
    for (String key : object.members().keySet()) {
      if (!DescriptionField.isKey(key)) {
        var hint =
            DescriptionField.nearest(key)
                .map(field -> "did you mean '" + field.key() + "'?")
                .orElse("the fields are " + DescriptionField.all() + ".");
        throw new DescriptionException(
            key, "The field '%s' is unknown: %s".formatted(FieldException.shown(key), hint));
      }
    }
  }

  private String registry(SourceFolder source) {
    var registry =
        text(REGISTRY).filter(text -> !text.isEmpty()).orElseGet(() -> defaults.registry(source));
    checkBucket(REGISTRY, registry);
    return registry;
  }

  private PackageName name(SourceFolder source) {
    try {
      return text(PACKAGE_NAME)
          .map(PackageName::forDescription)
          .orElseGet(() -> defaults.name(source));
    } catch (InvalidNameException e) {
      throw wrong(
          PACKAGE_NAME, "= '" + FieldException.shown(e.value()) + "' is no name: " + e.reason());
    }
  }

  private Optional<JsonObject> metadata() {
    var given =
        value(METADATA)
            .map(it -> mode == DescriptionMode.QUILT ? QuiltTypes.object(it) : it)
            .map(it -> typed(METADATA, it, JsonObject.class, "a JSON object"));
    given.ifPresent(it -> checkWritable(METADATA, it));
    return given;
  }

  private Optional<WorkflowChoice> givenWorkflow() {
    var given = text(WORKFLOW);
    given.ifPresent(it -> checkWritable(WORKFLOW, new JsonString(it)));
    return given.map(it -> it.isEmpty() ? WorkflowChoice.NONE : WorkflowChoice.named(it));
  }

  /** A rule writes an empty one if the announcement has none; Quilt's engine reads none at all. */
  private Optional<String> batchId() {
    if (mode == DescriptionMode.QUILT) {
      return BatchId.of(object);
    }
    var given = text(BATCH_ID).filter(text -> !text.isEmpty());
    given
        .filter(text -> !BatchId.isOne(text))
        .ifPresent(
            text -> {
              throw wrong(
                  BATCH_ID,
                  "= '"
                      + FieldException.shown(text)
                      + "' cannot be used: it must be the batch_id of an announcement, "
                      + BatchId.ALLOWED);
            });
    return given;
  }

  private Optional<JsonValue> value(DescriptionField field) {
    return object.get(field.key()).filter(value -> !(value instanceof JsonNull));
  }

  private Optional<String> text(DescriptionField field) {
    return value(field)
        .map(it -> mode == DescriptionMode.QUILT ? QuiltTypes.text(it) : it)
        .map(it -> typed(field, it, JsonString.class, "a text").value());
  }

  private static <T extends JsonValue> T typed(
      DescriptionField field, JsonValue value, Class<T> type, String wanted) {
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw wrong(field, "is " + kind(value) + ": it must be " + wanted);
  }

  private static S3Uri uri(DescriptionField field, String text, Function<String, String> resolve) {
    try {
      return S3Uri.parse(resolve.apply(text));
    } catch (S3UriException e) {
      throw wrong(field, "= '" + FieldException.shown(text) + "' cannot be used: " + e.reason());
    }
  }

  private static void checkBucket(DescriptionField field, String bucket) {
    if (!BUCKET.matcher(bucket).matches()) {
      var hint = bucket.startsWith("s3://") ? ": give its name alone, without s3://" : "";
      throw wrong(
          field,
          "names the bucket '%s', which no bucket can be called%s"
              .formatted(FieldException.shown(bucket), hint));
    }
  }

  /** What a manifest cannot hold is refused now, not after hours of hashing. */
  private static void checkWritable(DescriptionField field, JsonValue value) {
    try {
      JsonForm.FILE.toBytes(value);
    } catch (JsonWriteException e) {
      throw wrong(field, "cannot be written to a manifest: " + e.getMessage());
    }
  }

  private static DescriptionException wrong(DescriptionField field, String what) {
    return new DescriptionException(field.key(), field.key() + " " + what + ".");
  }

  private static String kind(JsonValue value) {
    if (value instanceof JsonObject) {
      return "an object";
    }
    if (value instanceof JsonArray) {
      return "a list";
    }
    if (value instanceof JsonString) {
      return "a text";
    }
    if (value instanceof JsonBoolean) {
      return "true or false";
    }
    return value instanceof JsonNull ? "null" : "a number";
  }
}
