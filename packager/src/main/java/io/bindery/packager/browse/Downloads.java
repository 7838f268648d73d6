package io.bindery.packager.browse;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Hands the bytes of files through, as fast as the client reads, and so many files at a time. The
 * version is that of the manifest, and a whole file has its hash.
 */
final class Downloads {
  private final S3AsyncClient s3;
  private final Predicate<String> allowed;
  private final Semaphore free;
  private final int atOnce;
  private final long pictureBytes;

  /**
   * Downloads of one node.
   *
   * @param allowed whether objects of a bucket may be read for whoever asks
   */
  Downloads(S3AsyncClient s3, Predicate<String> allowed, int atOnce, long pictureBytes) {
    this.s3 = s3;
    this.allowed = allowed;
    this.free = new Semaphore(atOnce);
    this.atOnce = atOnce;
    this.pictureBytes = pictureBytes;
  }

  /** Whether a file may be a picture that a page shows. */
  boolean isPicture(Listed.File file) {
    return Pictures.isNamed(file.path())
        && file.bytes().filter(bytes -> bytes > 0 && bytes <= pictureBytes).isPresent();
  }

  /**
   * Where the bytes of a file are.
   *
   * @throws PackagingException if they are nowhere, or may not be read
   */
  S3Uri place(Listed.File file) {
    var uri = uri(file);
    if (!allowed.test(uri.bucket())) {
      throw new NotAllowedException(
          "'%s' is in bucket '%s', which this service does not hand out: add the bucket to bindery.packager.sources, or read it with rights of your own: bindery cat."
              .formatted(file.path(), uri.bucket()));
    }
    return uri;
  }

  /** The same for whoever has rights of his own. */
  static S3Uri uri(Listed.File file) {
    try {
      return S3Uri.parse(
          file.physicalKey()
              .orElseThrow(
                  () ->
                      PackagingException.notFound(
                          "The manifest does not say where '%s' is.".formatted(file.path()))));
    } catch (S3UriException e) {
      throw PackagingException.lasting(
          "'%s' is not in S3: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /**
   * Begins to read a file.
   *
   * @param asked a part of it, or all
   * @param inline whether it may be shown in a page, if it is a picture
   * @return fails with a {@link PackagingException}
   */
  CompletionStage<Download> open(Listed.File file, ByteRange.Asked asked, boolean inline) {
    var uri = place(file);
    if (!free.tryAcquire()) {
      throw PackagingException.passing(
          "%d files are being downloaded, as many as bindery.console.downloads-at-once allows: try again later."
              .formatted(atOnce));
    }
    var once = new AtomicBoolean();
    Runnable release =
        () -> {
          if (once.compareAndSet(false, true)) {
            free.release();
          }
        };
    try {
      return picture(file, uri, inline)
          .thenCompose(picture -> begin(file, uri, asked, picture, release))
          .whenComplete(
              (download, failure) -> {
                if (failure != null) {
                  release.run();
                }
              });
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  /**
   * The first bytes of a file, for a page of ours; a whole file must have its hash.
   *
   * @param most how many at most
   * @return fails with a {@link PackagingException}
   */
  CompletionStage<byte[]> beginning(Listed.File file, int most) {
    var uri = place(file);
    if (file.bytes().filter(size -> size == 0).isPresent()) {
      return CompletableFuture.completedFuture(new byte[0]);
    }
    return s3.getObject(
            request(uri).range("bytes=0-" + (most - 1)).build(), AsyncResponseTransformer.toBytes())
        .handle(
            (body, failure) -> {
              if (failure != null) {
                throw unread(file, uri, failure);
              }
              byte[] bytes = body.asByteArray();
              if (file.bytes().filter(size -> size == bytes.length).isPresent()) {
                hash(file).ifPresent(hash -> HashGate.check(uri.toString(), hash, bytes));
              }
              return bytes;
            });
  }

  private CompletionStage<Optional<String>> picture(Listed.File file, S3Uri uri, boolean inline) {
    if (!inline || !isPicture(file)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return s3.getObject(
            request(uri).range("bytes=0-" + (Pictures.HEAD - 1)).build(),
            AsyncResponseTransformer.toBytes())
        .thenApply(ResponseBytes::asByteArray)
        .thenApply(Pictures::type)
        .exceptionally(
            failure -> {
              throw unread(file, uri, failure);
            });
  }

  private CompletionStage<Download> begin(
      Listed.File file,
      S3Uri uri,
      ByteRange.Asked asked,
      Optional<String> picture,
      Runnable release) {
    var range =
        asked instanceof ByteRange.Part part
            ? Optional.of(part.range())
            : Optional.<ByteRange>empty();
    var request = request(uri);
    range.ifPresent(it -> request.range(it.header()));
    return s3.getObject(request.build(), AsyncResponseTransformer.<GetObjectResponse>toPublisher())
        .handle(
            (body, failure) -> {
              if (failure != null) {
                throw unread(file, uri, failure);
              }
              return download(file, uri, range, picture, body, release);
            });
  }

  private static Download download(
      Listed.File file,
      S3Uri uri,
      Optional<ByteRange> range,
      Optional<String> picture,
      ResponsePublisher<GetObjectResponse> body,
      Runnable release) {
    long length = body.response().contentLength();
    long size = file.bytes().orElse(length);
    long expected = range.map(ByteRange::length).orElse(size);
    Source<ByteString, NotUsed> bytes = Source.fromPublisher(body).map(ByteString::fromByteBuffer);
    var watched =
        bytes.watchTermination(
            (nothing, ended) -> {
              ended.whenComplete((done, failure) -> release.run());
              return NotUsed.getInstance();
            });
    if (length != expected) {
      // Nobody reads it: the connection to S3 is given up.
      body.subscribe(new Cancelled());
      throw PackagingException.lasting(
          "%s has %d bytes, not the %d of the manifest.".formatted(uri, length, expected));
    }
    if (length == 0) {
      body.subscribe(new Cancelled());
      release.run();
      return new Download(Source.empty(), 0, size, range, picture);
    }
    var hash = hash(file);
    return new Download(
        range.isEmpty() && hash.isPresent()
            ? watched.via(HashGate.of(uri.toString(), hash.get(), size))
            : watched,
        length,
        size,
        range,
        picture);
  }

  /** The hash of a file, if it is of a kind that can be computed. */
  static Optional<ObjectHash> hash(Listed.File file) {
    try {
      return file.hashType()
          .flatMap(ChecksumType::ofWireName)
          .flatMap(type -> file.hashValue().map(value -> new ObjectHash(type, value)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static GetObjectRequest.Builder request(S3Uri uri) {
    var request = GetObjectRequest.builder().bucket(uri.bucket()).key(uri.key());
    uri.versionId().ifPresent(request::versionId);
    return request;
  }

  private static PackagingException unread(Listed.File file, S3Uri uri, Throwable failure) {
    var known = Failures.of("Reading " + uri, failure);
    if (known.reason() == FailureReason.NO_RIGHT) {
      return known.saying(
          "The service may not read %s: give its role s3:GetObject and s3:GetObjectVersion there, or read '%s' with rights of your own: bindery cat."
              .formatted(uri, file.path()));
    }
    return known.reason() == FailureReason.NOT_FOUND
        ? known.saying("%s is not there any more.".formatted(uri))
        : known;
  }
}
