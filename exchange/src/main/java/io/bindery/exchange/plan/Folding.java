package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.AssetLines;
import io.bindery.exchange.manifest.Mode;
import io.bindery.exchange.manifest.Place;
import io.bindery.exchange.manifest.Problems;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Makes the few prefixes and keys of {@code s3-data-access} out of the assets, so that nothing is
 * shared that the manifest does not name. Few lines are taken as they are; many are compared with
 * the bucket.
 */
final class Folding {
  private final S3AsyncClient s3;
  private final int most;
  private final Problems problems;
  private final AssetLines lines;

  private String bucket;
  private boolean severalBuckets;
  private String common;
  private Cover cover;
  private BucketKeys keys;

  Folding(S3AsyncClient s3, int most, Problems problems, AssetLines lines) {
    this.s3 = s3;
    this.most = most;
    this.problems = problems;
    this.lines = lines;
  }

  /** Sees each asset once, in any order, before {@link #add} does. */
  void see(Asset asset) {
    var key = asset.object().key();
    severalBuckets |= bucket != null && !bucket.equals(asset.object().bucket());
    bucket = asset.object().bucket();
    common = common == null ? key : key.substring(0, commonLength(common, key));
  }

  private static int commonLength(String a, String b) {
    int length = 0;
    while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }

  /** Takes the assets in the order of their keys. */
  void add(Asset asset) {
    if (lines.count() <= most || severalBuckets) {
      return;
    }
    if (cover == null) {
      cover = new Cover(most);
      keys = new BucketKeys(s3, S3Uri.of(bucket, common.substring(0, common.lastIndexOf('/') + 1)));
    }
    var key = asset.object().key();
    passUpTo(key.getBytes(StandardCharsets.UTF_8));
    if (key.equals(keys.peek())) {
      keys.remove();
    }
    cover.add(key, true);
  }

  /** All keys of the bucket before this one are not shared. */
  private void passUpTo(byte[] key) {
    for (var next = keys.peek();
        next != null
            && (key == null
                || Arrays.compareUnsigned(next.getBytes(StandardCharsets.UTF_8), key) < 0);
        next = keys.peek()) {
      cover.add(next, false);
      keys.remove();
    }
  }

  /** What is to be shared; nothing, and a problem, if it cannot be said in so few. */
  Optional<Access> finish() throws IOException {
    if (severalBuckets) {
      problems.add(
          Place.NONE,
          "mode",
          "%s shares objects of one bucket, and the assets are in several: make one manifest for each bucket."
              .formatted(Mode.S3_DATA_ACCESS.word()));
      return Optional.empty();
    }
    if (cover == null) {
      var items = new ArrayList<String>();
      lines.read(line -> items.add(line.object().key()));
      return Optional.of(access(items));
    }
    passUpTo(null);
    var items = cover.finish();
    if (items.isEmpty()) {
      problems.add(
          Place.NONE,
          "mode",
          "%s names at most %d folders and keys together (bindery.exchange.quotas.access-entries), and more are needed to share these assets and nothing else: move what is shared into folders of its own, or use mode import."
              .formatted(Mode.S3_DATA_ACCESS.word(), most));
    }
    return items.map(this::access);
  }

  private Access access(List<String> items) {
    return new Access(
        bucket,
        items.stream().filter(item -> item.endsWith("/")).sorted().toList(),
        items.stream().filter(item -> !item.endsWith("/")).sorted().toList());
  }
}
