package io.bindery.packager.assembly;

import io.bindery.packager.content.Budget;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.s3.S3Uri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Looks for objects by their names, where no listing tells version and size.
 *
 * @param requests shared by all that this node asks of objects
 */
record SingleObjects(S3AsyncClient s3, Budget requests) {
  /** Types that S3 may keep a checksum for, as nothing is known of it. */
  static final List<ChecksumType> CHECKSUMS =
      List.of(ChecksumType.SHA256_CHUNKED, ChecksumType.CRC64NVME);

  /** An object that is there. */
  record Seen(ObjectVersion version, Optional<Instant> lastModified) {}

  /**
   * The version that is named, else the newest one; fails as the request fails.
   *
   * @param user whose turn of the requests it takes
   */
  CompletionStage<Seen> find(Object user, S3Uri uri) {
    return requests
        .spend(
            user,
            1,
            () ->
                s3.headObject(
                    request ->
                        request
                            .bucket(uri.bucket())
                            .key(uri.key())
                            .versionId(uri.versionId().orElse(null))))
        .thenApply(
            head ->
                new Seen(
                    new ObjectVersion(
                        new S3Uri(
                            uri.bucket(),
                            uri.key(),
                            uri.versionId().or(() -> Optional.ofNullable(head.versionId()))),
                        Optional.ofNullable(head.eTag()),
                        head.contentLength()),
                    Optional.ofNullable(head.lastModified())));
  }
}
