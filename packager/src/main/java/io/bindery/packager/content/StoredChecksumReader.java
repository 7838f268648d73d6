package io.bindery.packager.content;

import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.checksum.ObjectHash;
import io.bindery.packager.checksum.StoredChecksums;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Asks S3 for the checksum that it keeps of an object. Only one of the whole content is taken; one
 * that is composed of parts is not.
 */
public final class StoredChecksumReader {
  /** S3's word for a checksum of the whole content. */
  private static final String WHOLE = "FULL_OBJECT";

  private final S3AsyncClient s3;

  public StoredChecksumReader(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * The hash of an object out of what S3 keeps.
   *
   * @return nothing if S3 keeps none that serves; fails with a {@link
   *     io.bindery.packager.failure.PackagingException} that names the object
   */
  public CompletionStage<Optional<ObjectHash>> find(ObjectVersion object, ChecksumType type) {
    var request =
        HeadObjectRequest.builder()
            .bucket(object.location().bucket())
            .key(object.location().key())
            .checksumMode(ChecksumMode.ENABLED);
    object.location().versionId().ifPresent(request::versionId);
    object.etag().ifPresent(request::ifMatch);
    return s3.headObject(request.build())
        .thenApply(head -> ofHead(object, type, head))
        .handle(ObjectFailures.naming(object));
  }

  private static Optional<ObjectHash> ofHead(
      ObjectVersion object, ChecksumType type, HeadObjectResponse head) {
    if (head.contentLength() == null || head.contentLength() != object.size()) {
      throw new WrongLengthException(
          object.size(), head.contentLength() == null ? 0 : head.contentLength());
    }
    if (head.checksumTypeAsString() != null && !head.checksumTypeAsString().equals(WHOLE)) {
      return Optional.empty();
    }
    return StoredChecksums.fromHead(
        List.of(type),
        object.size(),
        Optional.ofNullable(head.checksumSHA256()),
        Optional.ofNullable(head.checksumCRC64NVME()));
  }
}
