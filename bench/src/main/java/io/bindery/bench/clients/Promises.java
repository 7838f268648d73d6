package io.bindery.bench.clients;

import akka.http.javadsl.model.headers.ByteRange;
import akka.stream.javadsl.Sink;
import io.bindery.packager.content.ContentReader;
import io.bindery.packager.content.HashingJob;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.content.SharedLimits;
import io.bindery.packager.registry.ManifestUpload;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** What is to hold for every request, tried with both clients at an S3 that is strict. */
final class Promises {
  private static final List<String> KEYS =
      List.of(
          "данные/образец.txt",
          "sample 1/a b",
          "a+b",
          "a;b,c=d",
          "100%/%2F",
          "a//b",
          "café/🧬",
          "a?b#c",
          "a:b@c&d$e!'()*[]");

  /** Five parts of Alpakka, four of the packager. */
  private static final int UPLOAD_BYTES = 25 << 20;

  private final StrictS3 s3;
  private final Clients clients;
  private final ContentReader reader;
  private final List<Promise> all = new ArrayList<>();

  private Promises(StrictS3 s3, Clients clients) {
    this.s3 = s3;
    this.clients = clients;
    this.reader = new ContentReader(clients.aws().s3(), new SharedLimits(8, 64 << 20), 4);
  }

  static List<Promise> check(Path data) {
    try (var s3 = new StrictS3();
        var clients = new Clients(s3.endpoint())) {
      var promises = new Promises(s3, clients);
      promises.keys();
      promises.reads();
      promises.uploads(data);
      return promises.all;
    }
  }

  private void keys() {
    for (var key : KEYS) {
      add(
          "key " + key + " arrives, signed",
          arrives(key, this::put),
          arrives(key, name -> clients.alpakka().put(new byte[10], StrictS3.BUCKET, name)));
    }
    add(
        "listing below данные/ is signed",
        isSigned(
            clients
                .aws()
                .s3()
                .listObjectsV2(request -> request.bucket(StrictS3.BUCKET).prefix("данные/"))),
        isSigned(clients.alpakka().list(StrictS3.BUCKET, "данные/")));
  }

  private CompletionStage<?> put(String key) {
    return clients
        .aws()
        .s3()
        .putObject(
            request -> request.bucket(StrictS3.BUCKET).key(key),
            AsyncRequestBody.fromBytes(new byte[10]));
  }

  private String arrives(String key, Function<String, CompletionStage<?>> put) {
    Promise.End end;
    try {
      end = Promise.end(put.apply(key));
    } catch (RuntimeException e) {
      return Promise.verdict(false, "refused by the client");
    }
    var came = s3.take();
    var other = came.stream().map(StrictS3.Seen::key).filter(it -> !it.equals(key)).findFirst();
    return Promise.verdict(
        end == Promise.End.WELL && other.isEmpty(),
        came.isEmpty()
            ? "nothing came"
            : came.stream().anyMatch(it -> !it.signed())
                ? "wrong signature"
                : other.map(it -> "came as " + it).orElse(""));
  }

  private String isSigned(CompletionStage<?> call) {
    var end = Promise.end(call);
    boolean signed = s3.take().stream().allMatch(StrictS3.Seen::signed);
    return Promise.verdict(end == Promise.End.WELL && signed, signed ? "" : "wrong signature");
  }

  private void reads() {
    add(
        "a version is asked for by its id",
        asks(read("v", "v1", StrictS3.ETAG), "versionId=v1"),
        asks(alpakkaRead("v", "v1", StrictS3.ETAG), "versionId=v1"));
    add(
        "an object that has changed (If-Match) is not read",
        Promise.fails(read("k", "v1", "\"then\"")),
        Promise.fails(alpakkaRead("k", "v1", "\"then\"")));
    add(
        "a body that is cut off is an error",
        Promise.fails(read("cut/k", "v1", StrictS3.ETAG)),
        Promise.fails(alpakkaRead("cut/k", "v1", StrictS3.ETAG)));
    var unused = s3.take();
  }

  private String asks(CompletionStage<?> call, String query) {
    var end = Promise.end(call);
    return Promise.verdict(
        end == Promise.End.WELL && s3.take().stream().anyMatch(it -> it.query().contains(query)),
        "");
  }

  private static ObjectVersion object(String key, String version, String etag) {
    return new ObjectVersion(
        S3Uri.of(StrictS3.BUCKET, key, version), Optional.of(etag), StrictS3.BYTES);
  }

  private CompletionStage<?> read(String key, String version, String etag) {
    return reader.hash(object(key, version, etag), ChecksumType.SHA256, HashingJob.silent());
  }

  private CompletionStage<?> alpakkaRead(String key, String version, String etag) {
    return clients
        .alpakka()
        .get(object(key, version, etag), ByteRange.createSlice(0, StrictS3.BYTES - 1))
        .runWith(Sink.ignore(), clients.system());
  }

  private void uploads(Path data) {
    var file = file(data);
    var upload = new ManifestUpload(clients.aws().s3());
    var ours = upload(upload.put(file, S3Uri.of(StrictS3.BUCKET, "k")));
    var theirs = upload(clients.alpakka().upload(file, StrictS3.BUCKET, "k"));
    add("S3 can check the bytes of each part", ours.checked(), theirs.checked());
    ours = upload(upload.put(file, S3Uri.of(StrictS3.BUCKET, "refused/k")));
    theirs = upload(clients.alpakka().upload(file, StrictS3.BUCKET, "refused/k"));
    add("an upload whose part is refused does not show", ours.hidden(), theirs.hidden());
    add("its parts are removed (AbortMultipartUpload)", ours.aborted(), theirs.aborted());
    add("the caller hears of it", ours.failed(), theirs.failed());
    ours = shortened(file, () -> upload.put(file, S3Uri.of(StrictS3.BUCKET, "k")));
    theirs = shortened(file, () -> clients.alpakka().upload(file, StrictS3.BUCKET, "k"));
    add("a file that is cut off meanwhile does not show", ours.hidden(), theirs.hidden());
    add("the caller hears of that", ours.failed(), theirs.failed());
  }

  /** The file loses its second half once the upload has begun. */
  private Uploaded shortened(Path file, Supplier<CompletionStage<?>> upload) {
    length(file, UPLOAD_BYTES);
    s3.onUpload(() -> length(file, UPLOAD_BYTES / 2));
    try {
      return upload(upload.get());
    } finally {
      s3.onUpload(() -> {});
    }
  }

  private record Uploaded(Promise.End end, List<StrictS3.Seen> came) {
    String checked() {
      return Promise.verdict(
          end == Promise.End.WELL
              && came.stream()
                  .filter(it -> it.is("PUT", "partNumber"))
                  .allMatch(it -> it.checked()),
          "");
    }

    String hidden() {
      return Promise.verdict(came.stream().noneMatch(it -> it.is("POST", "uploadId=")), "");
    }

    String aborted() {
      return Promise.verdict(came.stream().anyMatch(it -> it.is("DELETE", "uploadId=")), "");
    }

    String failed() {
      return Promise.fails(end);
    }
  }

  private Uploaded upload(CompletionStage<?> call) {
    var end = Promise.end(call);
    return new Uploaded(end, s3.take());
  }

  private static Path file(Path data) {
    return length(data.resolve("parts"), UPLOAD_BYTES);
  }

  private static Path length(Path path, long bytes) {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String what, String bindery, String peer) {
    all.add(new Promise(what, bindery, peer));
  }
}
