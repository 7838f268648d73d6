package io.bindery.bench.clients;

import akka.http.javadsl.model.headers.ByteRange;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.s3.ObjectSet;
import io.bindery.bench.s3.S3Process;
import io.bindery.packager.content.ContentReader;
import io.bindery.packager.content.HashingJob;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.content.SharedLimits;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.Crc64Nvme;
import io.bindery.quilt.s3.S3Uri;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.crt.checksums.CRC64NVME;

/** Large objects are read and hashed; then a reader stands still. */
final class Reading {
  private static final String BUCKET = "large";
  private static final double GIB = 1L << 30;
  private static final double MB = 1e6;
  private static final double MIB = 1L << 20;

  /** As shipped. */
  private static final SharedLimits LIMITS = new SharedLimits(128, 256L << 20);

  private static final long LOOK_NANOS = 200_000_000;
  private static final int STILL_LOOKS = 5;
  private static final int MAX_LOOKS = 150;

  private final S3Process s3;
  private final Clients clients;
  private final Sizes sizes;
  private final List<ObjectVersion> objects;

  Reading(S3Process s3, Clients clients, Sizes sizes) {
    this.s3 = s3;
    this.clients = clients;
    this.sizes = sizes;
    var set = ObjectSet.of(sizes.objects(), sizes.objectBytes(), 1);
    s3.create(BUCKET, set);
    this.objects = IntStream.range(0, sizes.objects()).mapToObj(i -> head(set.key(i))).toList();
  }

  private ObjectVersion head(String key) {
    var head =
        Clients.result(clients.aws().s3().headObject(request -> request.bucket(BUCKET).key(key)));
    return new ObjectVersion(
        S3Uri.of(BUCKET, key, head.versionId()), Optional.of(head.eTag()), head.contentLength());
  }

  /** SHA-256 of parts, as packages have it. */
  List<Row> sha256() {
    var reader = new ContentReader(clients.aws().s3(), LIMITS, AlpakkaS3.PARTS_AT_ONCE);
    Function<ObjectVersion, CompletionStage<String>> ours =
        hash(reader, ChecksumType.SHA256_CHUNKED);
    return contest("read", "read and hashed (SHA-256)", ours, clients.alpakka()::hash);
  }

  /** The same path twice, with the CRC in Java and with aws-crt's. */
  List<Row> crc64() {
    var s3Client = clients.aws().s3();
    var java = new ContentReader(s3Client, LIMITS, AlpakkaS3.PARTS_AT_ONCE, Crc64Nvme::new);
    var crt = new ContentReader(s3Client, LIMITS, AlpakkaS3.PARTS_AT_ONCE, CRC64NVME::new);
    return contest(
        "read_crc64",
        "read and hashed (CRC-64)",
        hash(java, ChecksumType.CRC64NVME),
        hash(crt, ChecksumType.CRC64NVME));
  }

  private static Function<ObjectVersion, CompletionStage<String>> hash(
      ContentReader reader, ChecksumType type) {
    return object -> reader.hash(object, type, HashingJob.silent()).thenApply(hash -> hash.value());
  }

  private List<Row> contest(
      String key,
      String what,
      Function<ObjectVersion, CompletionStage<String>> ours,
      Function<ObjectVersion, CompletionStage<String>> theirs) {
    if (!hashes(ours).equals(hashes(theirs))) {
      throw new BenchException("The hashes differ of what is " + what);
    }
    var turns =
        Turns.run(
            sizes.warmUps(),
            sizes.rounds(),
            () -> {
              var unused = hashes(ours);
            },
            () -> {
              var unused = hashes(theirs);
            });
    double bytes = (double) sizes.objects() * sizes.objectBytes();
    return List.of(
        turns.rate(key + "_mb_per_s", what, bytes / MB, "MB/s"),
        turns.cpu(key + "_cpu_s_per_gib", what, bytes / GIB, "CPU s/GiB"));
  }

  private List<String> hashes(Function<ObjectVersion, CompletionStage<String>> hash) {
    var hashes = new ArrayList<String>();
    for (var object : objects) {
      hashes.add(Clients.result(hash.apply(object)));
    }
    return hashes;
  }

  /** What S3 gets rid of while the reader has taken one buffer and wants no more. */
  Row ahead() {
    var stopped = new Stopped();
    double bindery = sentUntilStill(() -> take(objects.get(0), stopped));
    stopped.cancel();
    var body =
        clients
            .alpakka()
            .get(objects.get(0), ByteRange.createSlice(0, objects.get(0).size() - 1))
            .toMat(Sink.<ByteString>queue(1), Keep.right());
    double peer =
        sentUntilStill(
            () -> {
              var unused = Clients.result(body.run(clients.system()).pull());
            });
    return Row.lessIsBetter(
        "ahead_of_reader_mib", "sent to a reader that stands still", "MiB", bindery, peer);
  }

  private void take(ObjectVersion object, Stopped reader) {
    clients
        .aws()
        .s3()
        .getObject(
            request ->
                request
                    .bucket(BUCKET)
                    .key(object.location().key())
                    .versionId(object.location().versionId().orElseThrow()),
            AsyncResponseTransformer.toPublisher())
        .thenAccept(publisher -> publisher.subscribe(reader))
        .join();
  }

  private double sentUntilStill(Runnable begin) {
    long before = s3.usage().bytes();
    begin.run();
    long sent = before;
    int still = 0;
    for (int look = 0; look < MAX_LOOKS && still < STILL_LOOKS; look++) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = s3.usage().bytes();
      still = now == sent && now > before ? still + 1 : 0;
      sent = now;
    }
    return (sent - before) / MIB;
  }

  /** Takes one buffer. */
  private static final class Stopped implements Subscriber<ByteBuffer> {
    private volatile Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      // It wants no more.
    }

    @Override
    public void onError(Throwable failure) {
      // It was cancelled.
    }

    @Override
    public void onComplete() {
      throw new BenchException("The object was smaller than what a client takes ahead");
    }

    void cancel() {
      subscription.cancel();
    }
  }
}
