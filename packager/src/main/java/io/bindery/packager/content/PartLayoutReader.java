package io.bindery.packager.content;

import io.bindery.packager.failure.Failures;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.checksum.StoredChecksums;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/** Reads in which parts a large object was uploaded, and the SHA-256 that S3 composed of theirs. */
final class PartLayoutReader {
  private static final Logger log = LoggerFactory.getLogger(PartLayoutReader.class);

  private final S3AsyncClient s3;
  private final AtomicBoolean told = new AtomicBoolean();

  PartLayoutReader(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * The chunked hash of an object that was uploaded in the parts of its {@link ChunkPlan}.
   *
   * @return nothing if it was not, or S3 does not say
   */
  CompletionStage<Optional<ObjectHash>> find(ObjectVersion object) {
    return page(object, ChunkPlan.of(object.size()), new ArrayList<>())
        .handle((hash, failure) -> failure == null ? hash : unavailable(object, failure));
  }

  /** One answer need not hold all parts. */
  private CompletionStage<Optional<ObjectHash>> page(
      ObjectVersion object, ChunkPlan plan, List<Long> sizes) {
    var request =
        GetObjectAttributesRequest.builder()
            .bucket(object.location().bucket())
            .key(object.location().key())
            .maxParts(ChunkPlan.MAX_PARTS)
            .objectAttributes(
                ObjectAttributes.E_TAG,
                ObjectAttributes.CHECKSUM,
                ObjectAttributes.OBJECT_PARTS,
                ObjectAttributes.OBJECT_SIZE);
    object.location().versionId().ifPresent(request::versionId);
    if (!sizes.isEmpty()) {
      request.partNumberMarker(sizes.size());
    }
    return s3.getObjectAttributes(request.build())
        .thenCompose(
            answer -> {
              check(object, answer);
              var parts = answer.objectParts();
              if (answer.checksum() == null
                  || answer.checksum().checksumSHA256() == null
                  || parts == null
                  || parts.isTruncated() == null
                  || !goesOn(parts.parts(), sizes.size())
                  || parts.totalPartsCount() == null
                  || parts.totalPartsCount() != plan.parts()) {
                return CompletableFuture.completedStage(Optional.empty());
              }
              var listed = parts.parts().stream().map(ObjectPart::size).toList();
              sizes.addAll(listed);
              return parts.isTruncated() && !listed.isEmpty() && sizes.size() < plan.parts()
                  ? page(object, plan, sizes)
                  : CompletableFuture.completedStage(
                      StoredChecksums.fromParts(
                          object.size(),
                          Optional.of(answer.checksum().checksumSHA256()),
                          parts.totalPartsCount(),
                          sizes));
            });
  }

  /** Parts that come again, or not all, would hide how the others were cut. */
  private static boolean goesOn(List<ObjectPart> parts, int before) {
    for (int i = 0; i < parts.size(); i++) {
      var number = parts.get(i).partNumber();
      if (number == null || number != before + i + 1 || parts.get(i).size() == null) {
        return false;
      }
    }
    return true;
  }

  private static void check(ObjectVersion object, GetObjectAttributesResponse answer) {
    if (answer.objectSize() != null && answer.objectSize() != object.size()) {
      throw new WrongLengthException(object.size(), answer.objectSize());
    }
    if (answer.eTag() != null
        && object.etag().isPresent()
        && !bare(answer.eTag()).equals(bare(object.etag().get()))) {
      throw new ObjectChangedException();
    }
  }

  /** This answer alone has ETags without quotes. */
  private static String bare(String etag) {
    return etag.replace("\"", "");
  }

  /** Who may not ask can still read; what is gone or changed, or may pass, is told. */
  private Optional<ObjectHash> unavailable(ObjectVersion object, Throwable failure) {
    if (!Failures.isRefused(failure) || Failures.isMissing(failure)) {
      throw ObjectFailures.rethrown(failure);
    }
    if (told.compareAndSet(false, true)) {
      log.warn(
          "large objects are read though S3 may have their checksums: {}",
          Failures.of("Reading the attributes of " + object.location(), failure).getMessage());
    }
    return Optional.empty();
  }
}
