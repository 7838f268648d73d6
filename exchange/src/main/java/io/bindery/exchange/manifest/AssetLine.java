package io.bindery.exchange.manifest;

import io.bindery.quilt.s3.S3Uri;

/**
 * An asset as the manifest names it.
 *
 * @param object a folder if its key ends in {@code /}; with a version only if that one is meant
 * @param size that it must have, in bytes; -1 if the manifest does not say
 */
public record AssetLine(Place place, S3Uri object, long size) {
  /** The size of what the manifest gives no size for. */
  public static final long UNKNOWN = -1;

  public boolean isFolder() {
    return object.key().endsWith("/");
  }

  /** How a complaint names it. */
  public String field() {
    return place.line() == 0
        ? "package entry %d".formatted(place.index())
        : "asset_list[%d]".formatted(place.index());
  }
}
