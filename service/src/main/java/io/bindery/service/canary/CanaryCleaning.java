package io.bindery.service.canary;

import akka.Done;
import io.bindery.packager.registry.RegistryLayout;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.VersionsPage;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Removes what a canary made: its object, its pointer, its manifest, and what {@code latest} was
 * while it was the newest, each in all its versions. It deletes nothing but keys that the canary is
 * known to have written, and no pointer that says another hash.
 */
final class CanaryCleaning {
  /** How many old versions of {@code latest} are read at a time; a run leaves one. */
  private static final int MOST_READ = 100;

  private final S3AsyncClient s3;
  private final Listings listings;

  CanaryCleaning(S3AsyncClient s3) {
    this.s3 = s3;
    this.listings = new Listings(s3);
  }

  private record Version(String key, String id) {}

  /**
   * Removes it.
   *
   * @return what had to stay, and why; fails if nothing could be done
   */
  CompletionStage<Optional<String>> remove(CanaryRun run) {
    var left = new ArrayList<String>();
    CompletionStage<Done> all = purge(run.target().bucket(), run.target().key(), left);
    if (run.revision().topHash().isPresent()) {
      var hash = new TopHash(run.revision().topHash().get());
      var latest = RegistryLayout.latest(new PackageName(run.target().packageName()));
      all =
          all.thenCompose(done -> content(run.target().registry(), latest, Optional.empty()))
              .thenCompose(
                  newest ->
                      newest.filter(hash.value()::equals).isPresent()
                          ? purgedLatest(run.target().registry(), latest, hash, left)
                          : revision(run, hash, latest, left));
    }
    return all.thenApply(
        done ->
            left.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(" ", left.stream().distinct().toList())));
  }

  private CompletionStage<Done> revision(
      CanaryRun run, TopHash hash, String latest, List<String> left) {
    var pointer = run.revision().pointer().map(S3Uri::parse).map(S3Uri::key);
    CompletionStage<Done> pointed =
        pointer
            .map(key -> purge(run.target().registry(), key, left))
            .orElseGet(() -> CompletableFuture.completedFuture(Done.done()));
    return pointed
        .thenCompose(done -> purge(run.target().registry(), RegistryLayout.manifest(hash), left))
        .thenCompose(done -> purgedLatest(run.target().registry(), latest, hash, left));
  }

  /** All versions of one key. */
  private CompletionStage<Done> purge(String bucket, String key, List<String> left) {
    return versions(bucket, key)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? plain(bucket, key, left)
                    : delete(
                        bucket,
                        Stream.concat(
                                found.get().versions().stream()
                                    .map(it -> new Version(it.key(), it.versionId())),
                                found.get().deleteMarkers().stream()
                                    .map(it -> new Version(it.key(), it.versionId())))
                            .filter(it -> it.key().equals(key))
                            .toList()));
  }

  /** Nothing if they may not be listed. */
  private CompletionStage<Optional<VersionsPage>> versions(String bucket, String key) {
    return listings
        .versions(request -> request.bucket(bucket).prefix(key))
        .thenApply(Optional::of)
        .exceptionallyCompose(
            failure ->
                Refusals.isNotAllowed(failure)
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletionStage<Done> plain(String bucket, String key, List<String> left) {
    left.add(
        "Old versions in s3://%s stay: allow s3:ListBucketVersions and s3:DeleteObjectVersion, or give"
                .formatted(bucket)
            + " the bucket a lifecycle rule for them.");
    return s3.deleteObject(request -> request.bucket(bucket).key(key))
        .thenApply(done -> Done.done());
  }

  private CompletionStage<Done> delete(String bucket, List<Version> versions) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.done());
    for (var version : versions) {
      all =
          all.thenCompose(
                  done ->
                      s3.deleteObject(
                          request ->
                              request
                                  .bucket(bucket)
                                  .key(version.key())
                                  // Of a bucket without versions the object itself.
                                  .versionId(version.id().equals("null") ? null : version.id())))
              .thenApply(done -> Done.done());
    }
    return all;
  }

  /** The versions of {@code latest} that say this hash, but for the newest. */
  private CompletionStage<Done> purgedLatest(
      String bucket, String latest, TopHash hash, List<String> left) {
    return versions(bucket, latest)
        .thenCompose(
            found -> {
              CompletionStage<Done> all = CompletableFuture.completedFuture(Done.done());
              if (found.isEmpty()) {
                left.add("Old versions of s3://%s/%s stay.".formatted(bucket, latest));
                return all;
              }
              var old =
                  found.get().versions().stream()
                      .filter(it -> it.key().equals(latest) && !it.isLatest())
                      .limit(MOST_READ)
                      .map(ObjectVersion::versionId)
                      .toList();
              for (var version : old) {
                all =
                    all.thenCompose(done -> content(bucket, latest, Optional.of(version)))
                        .thenCompose(
                            says ->
                                says.filter(hash.value()::equals).isPresent()
                                    ? delete(bucket, List.of(new Version(latest, version)))
                                    : CompletableFuture.completedFuture(Done.done()));
              }
              return all;
            });
  }

  /** What a pointer says; nothing if there is none, or one that is empty. */
  private CompletionStage<Optional<String>> content(
      String bucket, String key, Optional<String> version) {
    return s3.getObject(
            request ->
                request.bucket(bucket).key(key).versionId(version.orElse(null)).range("bytes=0-79"),
            AsyncResponseTransformer.toBytes())
        .thenApply(body -> Optional.of(body.asUtf8String().strip()))
        .exceptionallyCompose(
            failure ->
                Refusals.isMissing(failure) || AwsErrors.isRangeEmpty(failure)
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(failure));
  }
}
