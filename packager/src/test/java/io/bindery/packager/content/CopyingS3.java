package io.bindery.packager.content;

import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.checksum.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** Copies objects and answers with their checksums, as S3 does and stand-ins do not. */
final class CopyingS3 extends DelegatingS3AsyncClient {
  private final MemoryS3 memory;
  private final Map<String, Map<Integer, byte[]>> parts = new ConcurrentHashMap<>();
  private final AtomicInteger versions = new AtomicInteger();

  /** How many objects were copied as a whole, and how many uploads were completed. */
  final AtomicInteger made = new AtomicInteger();

  CopyingS3(MemoryS3 memory) {
    super(memory);
    this.memory = memory;
  }

  private static String sha256(byte[] bytes) {
    return Base64.getEncoder().encodeToString(Sha256.create().digest(bytes));
  }

  private String store(String bucket, String key, byte[] content, String sha256) {
    var version = "v" + versions.incrementAndGet();
    memory.remove(bucket, key);
    memory.put(
        bucket,
        new MemoryS3.Stored(
            key, version, SdkBytes.fromByteArray(content), true, Optional.ofNullable(sha256)));
    made.incrementAndGet();
    return version;
  }

  @Override
  public CompletableFuture<CopyObjectResponse> copyObject(CopyObjectRequest request) {
    var content = memory.content(request.sourceBucket(), request.sourceKey()).orElseThrow();
    var hash = sha256(content);
    var version = store(request.destinationBucket(), request.destinationKey(), content, hash);
    return memory
        .headObject(head -> head.bucket(request.destinationBucket()).key(request.destinationKey()))
        .thenApply(
            head ->
                CopyObjectResponse.builder()
                    .versionId(version)
                    .copyObjectResult(result -> result.eTag(head.eTag()).checksumSHA256(hash))
                    .build());
  }

  @Override
  public CompletableFuture<UploadPartCopyResponse> uploadPartCopy(UploadPartCopyRequest request) {
    var content =
        ByteBuffer.wrap(memory.content(request.sourceBucket(), request.sourceKey()).orElseThrow());
    var range = request.copySourceRange().substring("bytes=".length()).split("-", -1);
    int from = Integer.parseInt(range[0]);
    var part = new byte[Integer.parseInt(range[1]) + 1 - from];
    content.position(from).get(part);
    parts
        .computeIfAbsent(request.uploadId(), id -> new TreeMap<>())
        .put(request.partNumber(), part);
    return super.uploadPartCopy(request);
  }

  @Override
  public CompletableFuture<CompleteMultipartUploadResponse> completeMultipartUpload(
      CompleteMultipartUploadRequest request) {
    var content = new ByteArrayOutputStream();
    parts.remove(request.uploadId()).values().forEach(content::writeBytes);
    memory.uploads.remove(request.uploadId());
    var version = store(request.bucket(), request.key(), content.toByteArray(), null);
    return CompletableFuture.completedFuture(
        CompleteMultipartUploadResponse.builder().versionId(version).eTag("\"e\"").build());
  }

  @Override
  public CompletableFuture<DeleteObjectResponse> deleteObject(DeleteObjectRequest request) {
    memory.remove(request.bucket(), request.key());
    return CompletableFuture.completedFuture(DeleteObjectResponse.builder().build());
  }
}
