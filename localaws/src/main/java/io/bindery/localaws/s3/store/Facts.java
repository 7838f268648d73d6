package io.bindery.localaws.s3.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What a client says of an object.
 *
 * @param headers those that a read gives back, such as content-type; names in small letters
 * @param metadata without the prefix x-amz-meta-; names in small letters
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Facts(
    Map<String, String> headers, Map<String, String> metadata, Map<String, String> tags) {
  public static final Facts NONE = new Facts(Map.of(), Map.of(), Map.of());

  public Facts {
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    tags = tags == null ? Map.of() : Map.copyOf(tags);
  }

  public Facts withTags(Map<String, String> other) {
    return new Facts(headers, metadata, other);
  }
}
