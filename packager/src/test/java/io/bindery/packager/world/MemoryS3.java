package io.bindery.packager.world;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in memory behind the SDK's interface, where a test must choose version ids and stored
 * checksums, or do something between two calls. Lists pages of two.
 */
public final class MemoryS3 implements S3AsyncClient {
  private static final int PAGE = 2;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  /**
   * An object version.
   *
   * @param sha256 as S3 keeps it
   */
  public record Stored(
      String key, String version, SdkBytes content, boolean latest, Optional<String> sha256) {
    String etag() {
      return "\"" + version + "-" + content.hashCode() + "\"";
    }
  }

  private final Map<String, List<Stored>> buckets = new TreeMap<>();

  /** How many bodies were read. */
  public final AtomicInteger reads = new AtomicInteger();

  /** Called before each read of a body. */
  public volatile Runnable beforeRead = () -> {};

  /** What becomes of each body. */
  public volatile UnaryOperator<byte[]> body = content -> content;

  public synchronized void put(String bucket, Stored stored) {
    var all = buckets.computeIfAbsent(bucket, name -> new ArrayList<>());
    all.removeIf(it -> it.key().equals(stored.key()) && it.version().equals(stored.version()));
    all.add(stored);
  }

  public void put(String bucket, String key, String version, byte[] content) {
    put(bucket, new Stored(key, version, SdkBytes.fromByteArray(content), true, Optional.empty()));
  }

  public synchronized void remove(String bucket, String key) {
    buckets.get(bucket).removeIf(it -> it.key().equals(key));
  }

  private synchronized Optional<Stored> find(String bucket, String key, String version) {
    return buckets.getOrDefault(bucket, List.of()).stream()
        .filter(it -> it.key().equals(key))
        .filter(it -> version == null ? it.latest() : it.version().equals(version))
        .findFirst();
  }

  @Override
  public synchronized CompletableFuture<ListObjectVersionsResponse> listObjectVersions(
      ListObjectVersionsRequest request) {
    var all =
        buckets.getOrDefault(request.bucket(), List.of()).stream()
            .filter(it -> it.key().startsWith(request.prefix()))
            .sorted(Comparator.comparing(Stored::key).thenComparing(it -> !it.latest()))
            .toList();
    int from = request.keyMarker() == null ? 0 : Integer.parseInt(request.keyMarker());
    int to = Math.min(all.size(), from + PAGE);
    return CompletableFuture.completedFuture(
        ListObjectVersionsResponse.builder()
            .versions(
                all.subList(from, to).stream()
                    .<software.amazon.awssdk.services.s3.model.ObjectVersion>map(
                        it ->
                            software.amazon.awssdk.services.s3.model.ObjectVersion.builder()
                                .key(it.key())
                                .versionId(it.version())
                                .isLatest(it.latest())
                                .eTag(it.etag())
                                .size((long) it.content().asByteArrayUnsafe().length)
                                .build())
                    .toList())
            .isTruncated(to < all.size())
            .nextKeyMarker(Integer.toString(to))
            .build());
  }

  @Override
  public CompletableFuture<HeadObjectResponse> headObject(HeadObjectRequest request) {
    return found(request.bucket(), request.key(), request.versionId(), request.ifMatch())
        .thenApply(
            it ->
                HeadObjectResponse.builder()
                    .contentLength((long) it.content().asByteArrayUnsafe().length)
                    .eTag(it.etag())
                    .versionId(it.version())
                    .checksumSHA256(it.sha256().orElse(null))
                    .build());
  }

  @Override
  public <T> CompletableFuture<T> getObject(
      GetObjectRequest request, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
    beforeRead.run();
    reads.incrementAndGet();
    return found(request.bucket(), request.key(), request.versionId(), request.ifMatch())
        .thenCompose(
            it -> {
              var result = transformer.prepare();
              transformer.onResponse(GetObjectResponse.builder().eTag(it.etag()).build());
              var bytes =
                  ByteBuffer.wrap(body.apply(ranged(it.content().asByteArray(), request.range())));
              transformer.onStream(SdkPublisher.adapt(AsyncRequestBody.fromByteBuffer(bytes)));
              return result;
            });
  }

  @Override
  public CompletableFuture<PutObjectResponse> putObject(
      PutObjectRequest request, AsyncRequestBody content) {
    var done = new CompletableFuture<PutObjectResponse>();
    var bytes = new java.io.ByteArrayOutputStream();
    var unused =
        content
            .subscribe(
                buffer -> {
                  var copy = new byte[buffer.remaining()];
                  buffer.get(copy);
                  bytes.writeBytes(copy);
                })
            .whenComplete(
                (nothing, failure) -> {
                  if ("*".equals(request.ifNoneMatch())
                      && find(request.bucket(), request.key(), null).isPresent()) {
                    done.completeExceptionally(refused(412, "PreconditionFailed"));
                    return;
                  }
                  put(request.bucket(), request.key(), "null", bytes.toByteArray());
                  done.complete(PutObjectResponse.builder().build());
                });
    return done;
  }

  /** The content of an object's newest version. */
  public Optional<byte[]> content(String bucket, String key) {
    return find(bucket, key, null).map(it -> it.content().asByteArray());
  }

  private CompletableFuture<Stored> found(
      String bucket, String key, String version, String ifMatch) {
    var stored = find(bucket, key, version);
    if (stored.isEmpty()) {
      return CompletableFuture.failedFuture(
          NoSuchKeyException.builder().statusCode(404).message("no such key").build());
    }
    return ifMatch == null || ifMatch.equals(stored.get().etag())
        ? CompletableFuture.completedFuture(stored.get())
        : CompletableFuture.failedFuture(refused(412, "PreconditionFailed"));
  }

  /** An answer of S3 that is an error. */
  public static S3Exception refused(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
  }

  private static byte[] ranged(byte[] content, String range) {
    if (range == null) {
      return content;
    }
    var matcher = RANGE.matcher(range);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(range);
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = Math.min(content.length, Integer.parseInt(matcher.group(2)) + 1);
    return java.util.Arrays.copyOfRange(content, from, Math.max(from, to));
  }

  @Override
  public String serviceName() {
    return "s3";
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
