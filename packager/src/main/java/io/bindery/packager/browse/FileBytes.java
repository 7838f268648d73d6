package io.bindery.packager.browse;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.ContentSizeException;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The bytes of one file with the rights of whoever runs a command, hashed while they go by. */
public final class FileBytes {
  private static final int BUFFER_BYTES = 256 << 10;

  private final Listed.File file;
  private final S3Uri uri;
  private final long size;
  private final Optional<ObjectHash> expected;
  private final Optional<ContentHasher> hasher;
  private long done;

  private FileBytes(Listed.File file, S3Uri uri, long size) {
    this.file = file;
    this.uri = uri;
    this.size = size;
    this.expected = Downloads.hash(file);
    this.hasher = expected.map(hash -> ContentHasher.create(hash.type(), size));
  }

  /**
   * A file of which nothing was read yet.
   *
   * @throws PackagingException if the manifest does not say where it is, or how long
   */
  public static FileBytes of(Listed.File file) {
    var size =
        file.bytes()
            .orElseThrow(
                () ->
                    PackagingException.lasting(
                        "The manifest does not say how long '%s' is.".formatted(file.path())));
    return new FileBytes(file, Downloads.uri(file), size);
  }

  /** Whether the manifest has a hash that can be computed. */
  public boolean isChecked() {
    return expected.isPresent();
  }

  /** How many bytes were taken so far. */
  long done() {
    return done;
  }

  long size() {
    return size;
  }

  /** Takes bytes that are there already. */
  void had(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      take(buffer, read);
    }
  }

  private void take(byte[] buffer, int count) {
    if (hasher.isPresent()) {
      hasher.get().update(buffer, 0, count);
    }
    done += count;
  }

  /**
   * Copies what is left, in the thread that calls.
   *
   * @param moved is told of bytes that were written
   * @throws PackagingException if S3 cannot be read
   */
  public void copy(S3AsyncClient s3, OutputStream out, LongConsumer moved) throws IOException {
    if (done == size) {
      return;
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (var in = open(s3)) {
      while (true) {
        int read = read(in, buffer);
        if (read < 0) {
          return;
        }
        take(buffer, read);
        out.write(buffer, 0, read);
        moved.accept(read);
      }
    } catch (ContentSizeException e) {
      throw PackagingException.lasting(
          "%s is longer than the %d bytes of the manifest.".formatted(uri, size), e);
    }
  }

  private int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw Failures.of("Reading " + uri, e);
    }
  }

  private InputStream open(S3AsyncClient s3) {
    try {
      return s3.getObject(
              request -> {
                request.bucket(uri.bucket()).key(uri.key());
                uri.versionId().ifPresent(request::versionId);
                if (done > 0) {
                  request.range("bytes=%d-".formatted(done));
                }
              },
              AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
          .join();
    } catch (RuntimeException e) {
      throw Failures.isMissing(e)
          ? PackagingException.lasting(
              "'%s' is not there any more: %s.".formatted(file.path(), uri), e)
          : Failures.of("Reading " + uri, e);
    }
  }

  /**
   * Checks what was taken in all.
   *
   * @throws PackagingException if it is not what the manifest says
   */
  public void check() {
    if (done != size) {
      throw PackagingException.lasting(
          "%s has %d bytes, not the %d of the manifest.".formatted(uri, done, size));
    }
    if (hasher.isPresent()) {
      var found = hasher.get().finish();
      if (!found.equals(expected.get())) {
        throw PackagingException.lasting(
            "%s has the %s %s, not the %s of the manifest."
                .formatted(uri, found.type().wireName(), found.value(), expected.get().value()));
      }
    }
  }
}
