package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Writes and removes single pointers; a write replaces only what it is told to. */
final class Pointers {
  /** How many seconds that are taken are passed over before a push gives up. */
  private static final int MAX_TAKEN_SECONDS = 120;

  /**
   * Of the object {@code latest}, as metadata of S3: the revision to which Bindery let it lead.
   * Whoever else writes the pointer writes no such mark, so it tells whose the newest revision is,
   * also after a crash, and when the database is lost.
   */
  static final String MARK = "bindery-revision";

  private final S3AsyncClient s3;
  private final RegistryReader reader;

  Pointers(S3AsyncClient s3, RegistryReader reader) {
    this.s3 = s3;
    this.reader = reader;
  }

  /** Writes the pointer with the time of a push, at the first second that is free. */
  CompletionStage<S3Uri> add(Push push) {
    return add(push, 0);
  }

  private CompletionStage<S3Uri> add(Push push, int taken) {
    var uri = S3Uri.of(push.bucket(), RegistryLayout.pointer(push.name(), push.second() + taken));
    return put(uri, push.topHash(), request -> request.ifNoneMatch("*"))
        .thenCompose(
            written ->
                written
                    ? CompletableFuture.completedStage(uri)
                    : reader
                        .pointer(uri.bucket(), uri.key())
                        .thenCompose(found -> taken(push, taken, uri, found)));
  }

  private CompletionStage<S3Uri> taken(Push push, int taken, S3Uri uri, Optional<Pointer> found) {
    if (found.filter(it -> it.topHash().equals(push.topHash())).isPresent()) {
      return CompletableFuture.completedStage(uri);
    }
    if (taken == MAX_TAKEN_SECONDS) {
      throw PackagingException.passing("No free second for a pointer up to %s.".formatted(uri));
    }
    return add(push, taken + 1);
  }

  /** The pointer that a push wrote, looked for where {@link #add} would have put it. */
  CompletionStage<Optional<S3Uri>> find(
      String bucket, PackageName name, TopHash topHash, long second) {
    return find(bucket, name, topHash, second, second + MAX_TAKEN_SECONDS);
  }

  private CompletionStage<Optional<S3Uri>> find(
      String bucket, PackageName name, TopHash topHash, long second, long last) {
    var uri = S3Uri.of(bucket, RegistryLayout.pointer(name, second));
    return reader
        .pointer(uri.bucket(), uri.key())
        .thenCompose(
            found -> {
              if (found.filter(it -> it.topHash().equals(topHash)).isPresent()) {
                return CompletableFuture.completedStage(Optional.of(uri));
              }
              return found.isEmpty() || second == last
                  ? CompletableFuture.completedStage(Optional.empty())
                  : find(bucket, name, topHash, second + 1, last);
            });
  }

  /**
   * Lets {@code latest} lead to a revision, and marks it as Bindery's, if it is still as it was
   * read.
   *
   * @param seen nothing if there was none
   * @return whether it was
   */
  CompletionStage<Boolean> replace(S3Uri uri, TopHash topHash, Optional<Pointer> seen) {
    return seen.isEmpty()
        ? put(uri, topHash, request -> marked(request, topHash).ifNoneMatch("*"))
        : put(uri, topHash, request -> marked(request, topHash).ifMatch(seen.get().etag()))
            .handle(
                (written, failure) -> {
                  // S3 answers that there is no such object if it was deleted meanwhile.
                  if (Failures.isMissing(Failures.cause(failure))) {
                    return false;
                  }
                  if (failure != null) {
                    throw Failures.of("Writing pointer " + uri, failure);
                  }
                  return written;
                });
  }

  private static PutObjectRequest.Builder marked(
      PutObjectRequest.Builder request, TopHash topHash) {
    return request.metadata(Map.of(MARK, topHash.value()));
  }

  CompletionStage<Void> remove(S3Uri uri) {
    return s3.deleteObject(request -> request.bucket(uri.bucket()).key(uri.key()))
        .handle(
            (done, failure) -> {
              if (failure != null) {
                throw Failures.of("Removing pointer " + uri, failure);
              }
              return null;
            });
  }

  private CompletionStage<Boolean> put(
      S3Uri uri, TopHash topHash, Consumer<PutObjectRequest.Builder> condition) {
    var request = PutObjectRequest.builder().bucket(uri.bucket()).key(uri.key());
    condition.accept(request);
    // 64 bytes, no line feed: readers of latest do not strip.
    var body = AsyncRequestBody.fromBytes(topHash.value().getBytes(StandardCharsets.US_ASCII));
    return s3.putObject(request.build(), body)
        .handle(
            (written, failure) -> {
              if (Failures.isConditionFailed(failure)) {
                return false;
              }
              if (failure != null) {
                throw Failures.of("Writing pointer " + uri, failure);
              }
              return true;
            });
  }
}
