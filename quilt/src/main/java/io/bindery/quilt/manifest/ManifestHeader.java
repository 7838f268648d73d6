package io.bindery.quilt.manifest;

import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.util.Optional;

/**
 * The first line of a manifest. All of it counts for the top hash: also keys that are not known
 * here, and whether {@code user_meta} is absent, null or {@code {}}.
 */
public record ManifestHeader(JsonObject json) {

  static final String VERSION = "v0";

  public ManifestHeader {
    JsonValue version =
        json.get("version")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the header has no 'version', which must be \"v0\""));
    if (!version.equals(new JsonString(VERSION))) {
      throw new IllegalArgumentException(
          "the header's 'version' is not \"v0\", the only one there is");
    }
  }

  /** A new package's header: without metadata, workflow and message until they are set. */
  public static Builder builder() {
    return new Builder();
  }

  public Optional<JsonValue> userMeta() {
    return json.get("user_meta");
  }

  public Optional<JsonValue> workflow() {
    return json.get("workflow");
  }

  /** Absent also when it is null in the manifest. */
  public Optional<String> message() {
    return json.get("message")
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }

  /** Puts the keys in the order that quilt3 gives a new package. */
  public static final class Builder {

    private Optional<JsonValue> userMeta = Optional.empty();
    private Optional<JsonObject> workflow = Optional.empty();
    private Optional<String> message = Optional.empty();

    private Builder() {}

    /** Metadata of the package; {@link JsonNull} is not the same as none. */
    public Builder userMeta(JsonValue value) {
      userMeta = Optional.of(value);
      return this;
    }

    /** What the registry's workflow configuration left to be recorded. */
    public Builder workflow(JsonObject value) {
      workflow = Optional.of(value);
      return this;
    }

    public Builder message(String value) {
      message = Optional.of(value);
      return this;
    }

    public ManifestHeader build() {
      JsonObject json = JsonObject.EMPTY.with("version", new JsonString(VERSION));
      if (userMeta.isPresent()) {
        json = json.with("user_meta", userMeta.get());
      }
      if (workflow.isPresent()) {
        json = json.with("workflow", workflow.get());
      }
      return new ManifestHeader(
          json.with("message", message.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL)));
    }
  }
}
