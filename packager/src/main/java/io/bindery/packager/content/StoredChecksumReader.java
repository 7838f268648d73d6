package io.bindery.packager.content;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.checksum.StoredChecksums;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Asks S3 for the checksums that it keeps of an object. One of the whole content is taken from a
 * small object, one that is composed of parts from a large one whose parts are known to be those of
 * the {@link ChunkPlan}.
 */
public final class StoredChecksumReader {
  /** S3's word for a checksum of the whole content. */
  private static final String WHOLE = "FULL_OBJECT";

  /** The ETag of an object that was uploaded in parts. */
  private static final Pattern OF_PARTS = Pattern.compile("\"?[0-9a-f]{32}-[0-9]+\"?");

  private final S3AsyncClient s3;
  private final PartLayoutReader parts;

  public StoredChecksumReader(S3AsyncClient s3) {
    this.s3 = s3;
    this.parts = new PartLayoutReader(s3);
  }

  /**
   * The hash of an object out of what S3 keeps.
   *
   * @param wanted types in order of preference
   * @param kept types that S3 may keep something for
   * @return nothing if S3 keeps none that serves; fails with a {@link
   *     io.bindery.packager.failure.PackagingException} that names the object
   */
  public CompletionStage<Optional<ObjectHash>> find(
      ObjectVersion object, List<ChecksumType> wanted, List<ChecksumType> kept) {
    var possible = wanted.stream().filter(kept::contains).toList();
    boolean large = ChunkPlan.of(object.size()).isMultipart();
    boolean inHead = possible.stream().anyMatch(type -> !large || isOfWhole(type));
    boolean inParts = large && possible.contains(ChecksumType.SHA256_CHUNKED);
    var found = inHead ? fromHead(object, wanted) : nothing();
    return (inParts
            ? found.thenCompose(
                hash ->
                    hash.isPresent() ? CompletableFuture.completedStage(hash) : parts.find(object))
            : found)
        .handle(ObjectFailures.naming(object));
  }

  /** Whether S3 can say it of an object of any size. */
  private static boolean isOfWhole(ChecksumType type) {
    return type == ChecksumType.CRC64NVME;
  }

  private static CompletionStage<Optional<ObjectHash>> nothing() {
    return CompletableFuture.completedStage(Optional.empty());
  }

  /**
   * The object that is at a place now.
   *
   * @param object of which only the place counts
   * @return fails with a {@link io.bindery.packager.failure.PackagingException} if there is none
   */
  CompletionStage<ObjectVersion> current(ObjectVersion object) {
    return s3.headObject(request(object).build())
        .thenApply(
            head ->
                new ObjectVersion(
                    object.location(), Optional.ofNullable(head.eTag()), head.contentLength()))
        .handle(ObjectFailures.naming(object));
  }

  private CompletionStage<Optional<ObjectHash>> fromHead(
      ObjectVersion object, List<ChecksumType> wanted) {
    var request = request(object).checksumMode(ChecksumMode.ENABLED);
    object.etag().ifPresent(request::ifMatch);
    return s3.headObject(request.build()).thenApply(head -> ofHead(object, wanted, head));
  }

  private static HeadObjectRequest.Builder request(ObjectVersion object) {
    var request =
        HeadObjectRequest.builder().bucket(object.location().bucket()).key(object.location().key());
    object.location().versionId().ifPresent(request::versionId);
    return request;
  }

  private static Optional<ObjectHash> ofHead(
      ObjectVersion object, List<ChecksumType> wanted, HeadObjectResponse head) {
    if (head.contentLength() == null || head.contentLength() != object.size()) {
      throw new WrongLengthException(
          object.size(), head.contentLength() == null ? 0 : head.contentLength());
    }
    return StoredChecksums.fromHead(
        wanted,
        object.size(),
        Optional.ofNullable(head.checksumSHA256()).filter(value -> isOfWholeContent(head)),
        Optional.ofNullable(head.checksumCRC64NVME()));
  }

  /** Where S3 does not say what a SHA-256 is of, the ETag tells. */
  private static boolean isOfWholeContent(HeadObjectResponse head) {
    return head.checksumTypeAsString() == null
        ? head.eTag() == null || !OF_PARTS.matcher(head.eTag()).matches()
        : head.checksumTypeAsString().equals(WHOLE);
  }
}
