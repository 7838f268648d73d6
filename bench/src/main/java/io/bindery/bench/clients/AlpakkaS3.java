package io.bindery.bench.clients;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.headers.ByteRange;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.AccessStyle;
import akka.stream.alpakka.s3.ListBucketResultContents;
import akka.stream.alpakka.s3.MultipartUploadResult;
import akka.stream.alpakka.s3.ObjectMetadata;
import akka.stream.alpakka.s3.S3Attributes;
import akka.stream.alpakka.s3.S3Headers;
import akka.stream.alpakka.s3.S3Settings;
import akka.stream.alpakka.s3.javadsl.S3;
import akka.stream.javadsl.FileIO;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.Sha256;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import scala.collection.immutable.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Alpakka's operators where the packager's reader and upload of manifests stand. */
final class AlpakkaS3 {
  /** As many parts of one object as the packager reads side by side by itself. */
  static final int PARTS_AT_ONCE = 8;

  /** As many parts as the packager reads with one request at most. */
  private static final int PARTS_OF_REQUEST = 8;

  private final ActorSystem<?> system;
  private final Attributes attributes;

  AlpakkaS3(ActorSystem<?> system, URI endpoint) {
    this.system = system;
    this.attributes =
        S3Attributes.settings(
            S3Settings.create(system)
                .withEndpointUrl(endpoint.toString())
                .withAccessStyle(AccessStyle.pathAccessStyle())
                .withCredentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(Clients.KEY, Clients.SECRET)))
                .withS3RegionProvider(() -> Region.of(Clients.REGION)));
  }

  /** The hash of an object as the packager computes it, with the same requests. */
  CompletionStage<String> hash(ObjectVersion object) {
    var plan = ChunkPlan.of(object.size());
    int each = Math.max(1, Math.min(plan.parts() / PARTS_AT_ONCE, PARTS_OF_REQUEST));
    int requests = (plan.parts() + each - 1) / each;
    return Source.range(0, requests - 1)
        .mapAsync(
            PARTS_AT_ONCE,
            at -> {
              int last = Math.min(plan.parts(), (at + 1) * each) - 1;
              return digests(
                  object,
                  ByteRange.createSlice(
                      plan.offset(at * each), plan.offset(last) + plan.length(last) - 1),
                  plan.partSize());
            })
        .runWith(
            Sink.fold(
                Sha256.create(),
                (all, digests) -> {
                  digests.forEach(all::update);
                  return all;
                }),
            system)
        .thenApply(all -> Base64.getEncoder().encodeToString(all.digest()));
  }

  private CompletionStage<List<byte[]>> digests(
      ObjectVersion object, ByteRange range, long partSize) {
    return get(object, range)
        .runWith(
            Sink.fold(
                new ChunkDigests(partSize),
                (digests, bytes) -> digests.update(bytes.getByteBuffers())),
            system)
        .thenApply(ChunkDigests::finish);
  }

  /** A range of one version, if the object is still the one that is meant. */
  Source<ByteString, CompletionStage<ObjectMetadata>> get(ObjectVersion object, ByteRange range) {
    var headers =
        object
            .etag()
            .map(etag -> S3Headers.create().withCustomHeaders(new Map.Map1<>("If-Match", etag)))
            .orElseGet(S3Headers::create);
    return S3.getObject(
            object.location().bucket(),
            object.location().key(),
            range,
            object.location().versionId(),
            headers)
        .addAttributes(attributes);
  }

  /** Uploads a file part by part. */
  CompletionStage<MultipartUploadResult> upload(Path file, String bucket, String key) {
    return upload(FileIO.fromPath(file), bucket, key);
  }

  <M> CompletionStage<MultipartUploadResult> upload(
      Source<ByteString, M> content, String bucket, String key) {
    return content.runWith(S3.multipartUpload(bucket, key).addAttributes(attributes), system);
  }

  CompletionStage<ObjectMetadata> put(byte[] content, String bucket, String key) {
    return S3.putObject(bucket, key, Source.single(ByteString.fromArray(content)), content.length)
        .addAttributes(attributes)
        .runWith(Sink.head(), system);
  }

  CompletionStage<List<ListBucketResultContents>> list(String bucket, String prefix) {
    return S3.listBucket(bucket, Optional.of(prefix))
        .addAttributes(attributes)
        .runWith(Sink.seq(), system);
  }
}
