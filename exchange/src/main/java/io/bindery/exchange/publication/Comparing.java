package io.bindery.exchange.publication;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import io.bindery.exchange.plan.Asset;
import io.bindery.exchange.plan.NewestVersions;
import io.bindery.exchange.plan.NewestVersions.Newest;
import io.bindery.exchange.prepare.PlanRows;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Compares the objects of a revision with the plan: what was imported must be what was planned. An
 * object that is as it was by a listing is good; of any other a request for it decides.
 */
final class Comparing {
  private static final int TOLD = 100;

  /** How many lists of objects run at one time. */
  private static final int LISTS = 4;

  private final ActorSystem<?> system;
  private final S3AsyncClient s3;
  private final NewestVersions newest;
  private final PlanRows plans;
  private final int requests;

  Comparing(ActorSystem<?> system, S3AsyncClient s3, PlanRows plans, int requests) {
    this.system = system;
    this.s3 = s3;
    this.newest = new NewestVersions(s3);
    this.plans = plans;
    this.requests = requests;
  }

  CompletionStage<Result> compare(String publicationId, int plan, long revision) {
    return Source.completionStage(plans.jobs(publicationId, plan, revision))
        .mapConcat(jobs -> jobs)
        .mapAsync(1, job -> plans.assets(publicationId, plan, revision, job.number()))
        .<Asset>mapConcat(assets -> assets)
        .grouped(NewestVersions.MOST)
        .mapAsync(LISTS, this::notSeenSame)
        .<Asset>mapConcat(assets -> assets)
        .mapAsyncUnordered(requests, this::compare)
        .<String>mapConcat(different -> different.stream().toList())
        .take(TOLD)
        .runFold(
            new ArrayList<String>(),
            (all, one) -> {
              all.add(one);
              return all;
            },
            system)
        .thenApply(Result.Compared::new);
  }

  /** Those of which a listing does not tell that they are as they were. */
  private CompletionStage<List<Asset>> notSeenSame(List<Asset> assets) {
    return newest
        .of(assets.stream().map(Comparing::object).toList())
        .thenApply(
            told ->
                assets.stream()
                    .filter(
                        asset ->
                            Optional.ofNullable(told.get(object(asset)))
                                .filter(now -> isSame(asset, now))
                                .isEmpty())
                    .toList());
  }

  private static S3Uri object(Asset asset) {
    return S3Uri.of(asset.object().bucket(), asset.object().key());
  }

  private static boolean isSame(Asset asset, Newest now) {
    return now.size() == asset.size()
        && (asset.etag().isEmpty() || now.etag().equals(asset.etag()))
        && (asset.object().versionId().isEmpty()
            || asset.object().versionId().equals(now.version()));
  }

  private CompletionStage<Optional<String>> compare(Asset asset) {
    return s3.headObject(
            request -> request.bucket(asset.object().bucket()).key(asset.object().key()))
        .handle((found, failure) -> compared(asset, found, failure));
  }

  private static Optional<String> compared(
      Asset asset, HeadObjectResponse found, Throwable failure) {
    var name = "s3://%s/%s".formatted(asset.object().bucket(), asset.object().key());
    if (failure != null) {
      if (AwsErrors.isMissing(failure)) {
        return Optional.of(name + " (it is gone)");
      }
      throw new CompletionException(Causes.of(failure));
    }
    boolean same = isSame(asset, Newest.of(found.contentLength(), found.eTag(), found.versionId()));
    return same ? Optional.empty() : Optional.of(name);
  }
}
