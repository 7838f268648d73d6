package io.bindery.packager.content;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves large objects to S3 and reads the others. A bucket that cannot be copied from is read from
 * then on; the hash is the same either way.
 */
final class AutoHasher implements ObjectHasher {
  private static final Logger log = LoggerFactory.getLogger(AutoHasher.class);

  private final ObjectHasher stream;
  private final ObjectHasher copy;
  private final long copyFrom;
  private final Set<String> streamOnly = ConcurrentHashMap.newKeySet();

  /**
   * @param copyFrom size in bytes from which an object is large
   */
  AutoHasher(ObjectHasher stream, ObjectHasher copy, long copyFrom) {
    this.stream = stream;
    this.copy = copy;
    this.copyFrom = copyFrom;
  }

  @Override
  public CompletionStage<ObjectHash> hash(ObjectVersion object, ChecksumType type, HashingJob job) {
    var bucket = object.location().bucket();
    if (object.size() < copyFrom || streamOnly.contains(bucket)) {
      return stream.hash(object, type, job);
    }
    return copy.hash(object, type, job)
        .handle(
            (hash, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedStage(hash);
              }
              var known = Failures.of("Hashing " + object.location(), failure);
              // Without a right on the scratch bucket, S3 cannot hash: read.
              if (known.isPassing() && known.waitingFor().isEmpty()) {
                return CompletableFuture.<ObjectHash>failedStage(known);
              }
              fallBack(bucket, known);
              return stream.hash(object, type, job);
            })
        .thenCompose(outcome -> outcome);
  }

  private void fallBack(String bucket, PackagingException reason) {
    if (streamOnly.add(bucket)) {
      log.warn(
          "objects of s3://{} are read from now on, S3 cannot hash them: {}",
          bucket,
          reason.getMessage());
    }
  }
}
