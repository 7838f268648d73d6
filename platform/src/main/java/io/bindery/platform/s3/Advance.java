package io.bindery.platform.s3;

import io.bindery.quilt.json.CodePointOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * How far a listing is, moved on entry by entry. Keys come in the order of their UTF-8 bytes, which
 * is that of code points; the versions of one key in an order that only S3 knows, so those of the
 * last key are remembered as far as the last page had them.
 */
final class Advance {
  private final String listing;
  private String key;
  private final Set<String> versions;
  private boolean moved;

  private Advance(String listing, String key, Set<String> versions) {
    this.listing = listing;
    this.key = key;
    this.versions = versions;
  }

  /**
   * A listing that begins behind a key and its version.
   *
   * @param listing what is listed, for messages
   * @param key null to begin with the first
   * @param version null if the whole key is behind
   */
  static Advance behind(String listing, String key, String version) {
    var versions = new HashSet<String>();
    if (version != null) {
      versions.add(version);
    }
    return new Advance(listing, key, versions);
  }

  /** How far entries that have no versions lead from here. */
  <T> Advance through(List<T> entries, Function<T, String> key) {
    return through(entries, key, entry -> null);
  }

  /** How far entries lead from here, each with its version. */
  <T> Advance through(List<T> entries, Function<T, String> key, Function<T, String> version) {
    var end = new Advance(listing, this.key, new HashSet<>(versions));
    entries.forEach(entry -> end.to(key.apply(entry), version.apply(entry)));
    return end;
  }

  /** Whether there was no entry. */
  boolean stoodStill() {
    return !moved;
  }

  /** The one that is further; of one key, the versions of both are behind. */
  static Advance furthest(Advance a, Advance b) {
    if (a.key == null || b.key == null) {
      return a.key == null ? b : a;
    }
    int order = CodePointOrder.INSTANCE.compare(a.key, b.key);
    if (order == 0) {
      a.versions.addAll(b.versions);
    }
    return order < 0 ? b : a;
  }

  /**
   * One more entry.
   *
   * @param version null where there are none; then a key comes once
   * @throws ListingException if it is not behind all before
   */
  void to(String next, String version) {
    int order = key == null ? 1 : CodePointOrder.INSTANCE.compare(next, key);
    boolean another = version != null && !versions.isEmpty() && !versions.contains(version);
    if (order < 0 || (order == 0 && !another)) {
      throw new ListingException(
          "%s does not advance: S3 lists '%s'%s after '%s'"
              .formatted(listing, next, version == null ? "" : " in version " + version, key));
    }
    moved = true;
    if (order > 0) {
      key = next;
      versions.clear();
    }
    if (version != null) {
      versions.add(version);
    }
  }

  /**
   * Where the next page begins.
   *
   * @param version null if the whole key is behind
   * @throws ListingException if that is before what was listed, or no further than the page before
   */
  void mustReach(String marker, String version, String lastMarker, String lastVersion) {
    if (marker == null || marker.isEmpty()) {
      throw new ListingException(
          "%s does not advance: S3 says that it goes on, but not where".formatted(listing));
    }
    boolean again = marker.equals(lastMarker) && Objects.equals(version, lastVersion);
    boolean before = key != null && CodePointOrder.INSTANCE.compare(marker, key) < 0;
    if (again || before) {
      throw new ListingException(
          "%s does not advance: S3 says that it goes on behind '%s'%s, where it has been"
              .formatted(listing, marker, version == null ? "" : " in version " + version));
    }
    if (!marker.equals(key)) {
      key = marker;
      versions.clear();
    }
    if (version != null) {
      versions.add(version);
    }
  }
}
