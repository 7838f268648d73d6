package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.Place;
import io.bindery.quilt.s3.S3Uri;

/**
 * An object that is to be an asset, as it was found in S3.
 *
 * @param object with its version if its bucket keeps versions and the version was told
 * @param size in bytes
 * @param etag without quotes; empty if S3 told none
 * @param place what in the manifest names it
 */
public record Asset(S3Uri object, long size, String etag, Place place) {
  /** As complaints name it, without its version. */
  String name() {
    return S3Uri.of(object.bucket(), object.key()).toString();
  }
}
