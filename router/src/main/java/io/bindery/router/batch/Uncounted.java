package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Notices that came but did not count, for people to see. They are written together with what is
 * written anyway: those since the last write are lost when a node dies.
 *
 * @param duplicates deliveries of object events that were recorded before
 * @param deleted deleted objects, where these do not count
 * @param restored objects restored from an archive
 * @param ignored created objects that fall under an ignore prefix, by the prefix
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Uncounted(long duplicates, long deleted, long restored, Map<String, Long> ignored) {
  /** Nothing. */
  public static final Uncounted NONE = new Uncounted(0, 0, 0, Map.of());

  /** Missing fields are zero. */
  @JsonCreator
  public Uncounted(
      @JsonProperty("duplicates") long duplicates,
      @JsonProperty("deleted") long deleted,
      @JsonProperty("restored") long restored,
      @JsonProperty("ignored") Map<String, Long> ignored) {
    this.duplicates = duplicates;
    this.deleted = deleted;
    this.restored = restored;
    this.ignored = ignored == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(ignored));
  }

  /** So many duplicates. */
  static Uncounted ofDuplicates(long duplicates) {
    return duplicates == 0 ? NONE : new Uncounted(duplicates, 0, 0, Map.of());
  }

  /** One deleted object. */
  public static Uncounted ofDeleted() {
    return new Uncounted(0, 1, 0, Map.of());
  }

  /** One restored object. */
  public static Uncounted ofRestored() {
    return new Uncounted(0, 0, 1, Map.of());
  }

  /** One object under an ignore prefix. */
  public static Uncounted ofIgnored(String ignorePrefix) {
    return new Uncounted(0, 0, 0, Map.of(ignorePrefix, 1L));
  }

  @JsonIgnore
  public boolean isNone() {
    return duplicates == 0 && deleted == 0 && restored == 0 && ignored.isEmpty();
  }

  /** Both together. */
  public Uncounted plus(Uncounted other) {
    if (other.isNone()) {
      return this;
    }
    if (isNone()) {
      return other;
    }
    var all = new TreeMap<>(ignored);
    other.ignored.forEach((pattern, number) -> all.merge(pattern, number, Long::sum));
    return new Uncounted(
        duplicates + other.duplicates, deleted + other.deleted, restored + other.restored, all);
  }
}
