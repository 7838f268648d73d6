package io.bindery.service.canary;

import io.bindery.packager.Packager;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.tables.JobView;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.look.Refusals;
import io.bindery.quilt.name.PackageName;
import io.bindery.router.Router;
import io.bindery.router.trace.ObjectTrace;
import io.bindery.service.trace.PackageJob;
import io.bindery.service.trace.Trace;
import io.bindery.service.trace.Tracer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Looks how far a canary is, as a trace of its object says, and at last in the registry itself. */
final class CanaryWay {
  private final Router router;
  private final Packager packager;
  private final Tracer tracer;
  private final RegistryReader registries;
  private final S3AsyncClient s3;

  CanaryWay(AwsClients aws, Router router, Packager packager, Tracer tracer) {
    this.router = router;
    this.packager = packager;
    this.tracer = tracer;
    this.registries = new RegistryReader(aws.s3());
    this.s3 = aws.s3();
  }

  /**
   * How far it is.
   *
   * @param step the one that comes next, or where the way ended
   * @param outcome absent while it is on its way
   */
  record Seen(
      CanaryStep step,
      Optional<String> words,
      Optional<String> wayOut,
      Optional<String> jobId,
      Optional<String> topHash,
      Optional<String> pointer,
      Optional<CanaryRun.Outcome> outcome) {

    static Seen at(CanaryStep step, String words, Optional<String> wayOut) {
      return new Seen(
          step,
          Optional.of(words),
          wayOut,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    private Seen ended(CanaryRun.Outcome how) {
      return new Seen(step, words, wayOut, jobId, topHash, pointer, Optional.of(how));
    }

    private Seen of(JobView job) {
      return new Seen(
          step,
          words,
          wayOut,
          Optional.of(job.jobId()),
          job.revision(),
          job.result().pointer(),
          outcome);
    }
  }

  /** Looks. */
  CompletionStage<Seen> look(CanaryRun run) {
    return router
        .traces()
        .of(
            run.target().bucket(),
            run.target().key(),
            run.target().versionId(),
            run.target().versionId(),
            run.putAt())
        .thenCompose(
            trace ->
                isMissed(trace)
                    ? CompletableFuture.completedFuture(missed())
                    : tracer.of(run.object()).thenCompose(way -> seen(run, way)));
  }

  /** What only a reconciliation has found, no notice told of: for days nobody may list a bucket. */
  private static boolean isMissed(ObjectTrace trace) {
    return !trace.recordings().isEmpty()
        && trace.recordings().stream().allMatch(ObjectTrace.Recording::reconciled);
  }

  private static Seen missed() {
    return Seen.at(
            CanaryStep.NOTICE,
            "No notice of it came; a reconciliation found it.",
            Optional.of(
                "Look at the notifications of the bucket, and at the rule from them to the router's"
                    + " queue."))
        .ended(CanaryRun.Outcome.FAILED);
  }

  private CompletionStage<Seen> seen(CanaryRun run, Trace way) {
    var own =
        way.jobs().stream()
            .filter(job -> job.packageName().equals(run.target().packageName()))
            .findFirst();
    if (way.status() == Trace.Status.PACKAGED && own.isEmpty()) {
      return CompletableFuture.completedFuture(
          Seen.at(
              CanaryStep.JOB,
              "Somebody else's package holds it, and none is made of its batch.",
              way.wayOut()));
    }
    var seen = Seen.at(CanaryStep.of(way.status()), way.words(), way.wayOut());
    var judged = CanaryStep.isEnd(way.status()) ? seen.ended(CanaryRun.Outcome.FAILED) : seen;
    return own.map(PackageJob::jobId)
        .map(
            id ->
                packager
                    .jobs()
                    .find(id)
                    .thenApply(job -> job.map(judged::of).orElse(judged))
                    .thenCompose(
                        of ->
                            way.status() == Trace.Status.PACKAGED
                                ? read(run, of)
                                : CompletableFuture.completedFuture(of)))
        .orElseGet(() -> CompletableFuture.completedFuture(judged));
  }

  /**
   * A trace has read the manifest. Whoever installs the package begins at latest, and ends here.
   */
  private CompletionStage<Seen> read(CanaryRun run, Seen seen) {
    return registries
        .latest(run.target().registry(), new PackageName(run.target().packageName()))
        .thenCombine(
            content(run),
            (latest, content) -> {
              if (latest.map(hash -> hash.value()).equals(seen.topHash())
                  && Arrays.equals(content, run.content())) {
                return seen.ended(CanaryRun.Outcome.PASSED);
              }
              return unread(
                  seen,
                  latest.map(hash -> hash.value()).equals(seen.topHash())
                      ? "The object that the manifest names has another content than was uploaded."
                      : "The pointer latest leads to %s, not to the canary's revision %s."
                          .formatted(
                              latest.map(hash -> hash.value()).orElse("nothing"),
                              seen.topHash().orElse("")));
            })
        .exceptionally(failure -> unread(seen, "It cannot be read: " + Refusals.words(failure)));
  }

  private static Seen unread(Seen seen, String words) {
    return new Seen(
        CanaryStep.REGISTRY,
        Optional.of(words),
        Optional.of("bindery log and bindery verify show what the registry has."),
        seen.jobId(),
        seen.topHash(),
        seen.pointer(),
        Optional.empty());
  }

  private CompletionStage<byte[]> content(CanaryRun run) {
    return s3.getObject(
            request ->
                request
                    .bucket(run.target().bucket())
                    .key(run.target().key())
                    .versionId(run.target().versionId().orElse(null))
                    .range("bytes=0-1023"),
            AsyncResponseTransformer.toBytes())
        .thenApply(body -> body.asByteArray());
  }
}
