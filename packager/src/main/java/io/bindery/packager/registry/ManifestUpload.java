package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Carries a file to S3 from the disk: in one request while it is small, else part by part. Nothing
 * shows in the bucket before the last byte is there.
 */
public final class ManifestUpload {
  private static final Logger log = LoggerFactory.getLogger(ManifestUpload.class);

  private final S3AsyncClient s3;

  public ManifestUpload(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * Uploads a file.
   *
   * @return fails with a {@link io.bindery.packager.failure.PackagingException}; what was uploaded
   *     by then is removed
   */
  public CompletionStage<Void> put(Path file, S3Uri target) {
    return started(file, target)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                throw Failures.of("Writing " + target, failure);
              }
              return null;
            });
  }

  private CompletionStage<?> started(Path file, S3Uri target) {
    try {
      var plan = ChunkPlan.of(Files.size(file));
      return plan.isMultipart() ? parts(file, target, plan) : whole(file, target);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<?> whole(Path file, S3Uri target) {
    return s3.putObject(
        request -> request.bucket(target.bucket()).key(target.key()),
        AsyncRequestBody.fromFile(file));
  }

  private CompletionStage<?> parts(Path file, S3Uri target, ChunkPlan plan) {
    return s3.createMultipartUpload(request -> request.bucket(target.bucket()).key(target.key()))
        .thenCompose(
            created -> {
              var upload = new Upload(file, target, plan, created.uploadId());
              return upload
                  .from(0, new ArrayList<>())
                  .handle(
                      (done, failure) ->
                          failure == null
                              ? CompletableFuture.completedStage(null)
                              : upload.abort(failure))
                  .thenCompose(outcome -> outcome);
            });
  }

  private final class Upload {
    private final Path file;
    private final S3Uri target;
    private final ChunkPlan plan;
    private final String id;

    Upload(Path file, S3Uri target, ChunkPlan plan, String id) {
      this.file = file;
      this.target = target;
      this.plan = plan;
      this.id = id;
    }

    CompletionStage<?> from(int part, List<CompletedPart> done) {
      if (part == plan.parts()) {
        return s3.completeMultipartUpload(
            request ->
                request
                    .bucket(target.bucket())
                    .key(target.key())
                    .uploadId(id)
                    .multipartUpload(all -> all.parts(done)));
      }
      var body =
          AsyncRequestBody.fromFile(
              range ->
                  range.path(file).position(plan.offset(part)).numBytesToRead(plan.length(part)));
      return s3.uploadPart(
              request ->
                  request
                      .bucket(target.bucket())
                      .key(target.key())
                      .uploadId(id)
                      .partNumber(part + 1),
              body)
          .thenCompose(
              sent -> {
                done.add(
                    CompletedPart.builder()
                        .partNumber(part + 1)
                        .eTag(sent.eTag())
                        .checksumCRC32(sent.checksumCRC32())
                        .build());
                return from(part + 1, done);
              });
    }

    /** Removes the parts, then fails with the reason. */
    CompletionStage<Object> abort(Throwable reason) {
      return s3.abortMultipartUpload(
              request -> request.bucket(target.bucket()).key(target.key()).uploadId(id))
          .handle(
              (done, failure) -> {
                if (failure != null) {
                  log.warn("parts of {} stay behind: {}", target, Causes.text(failure));
                }
                throw new CompletionException(reason);
              });
    }
  }
}
