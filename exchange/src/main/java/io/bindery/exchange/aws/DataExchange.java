package io.bindery.exchange.aws;

import akka.Done;
import io.bindery.exchange.plan.Access;
import io.bindery.platform.aws.PageTokens;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.NotificationType;
import software.amazon.awssdk.services.dataexchange.model.RequestDetails;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * The calls of Data Exchange that a publication makes. Each is made once; {@link Fault} says what a
 * failure means.
 */
public final class DataExchange {
  /** What Data Exchange lists at once at most. */
  private static final int PAGE = 200;

  private final Supplier<DataExchangeAsyncClient> client;
  private final CountedCalls calls;
  private final AwsRequestOverrideConfiguration limits;

  /**
   * Calls by a client that makes each call once.
   *
   * @param client only asked for when it is needed
   * @param timeout of one call; without an answer it counts as unknown
   */
  public DataExchange(Supplier<DataExchangeAsyncClient> client, Meters meters, Duration timeout) {
    this.client = client;
    this.calls = new CountedCalls(meters);
    this.limits = AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }

  /** Creates a revision whose comment and tags carry a mark. */
  public CompletionStage<CreatedRevision> createRevision(
      String dataSet, Marker marker, String comment, Map<String, String> tags) {
    var all = new LinkedHashMap<>(tags);
    all.put(Marker.TAG, marker.tag());
    return calls
        .make(
            "CreateRevision",
            () ->
                client
                    .get()
                    .createRevision(
                        request ->
                            request
                                .overrideConfiguration(limits)
                                .dataSetId(dataSet)
                                .comment(marker.in(comment))
                                .tags(all)))
        .thenApply(made -> new CreatedRevision(made.id(), made.arn()));
  }

  /**
   * Looks for the revision with a mark, among those that were created after a moment.
   *
   * @param since with enough room for a wrong clock; lists have the newest first
   */
  public CompletionStage<Optional<CreatedRevision>> findRevision(
      String dataSet, Marker marker, Instant since) {
    var tokens = new PageTokens("The revisions of data set " + dataSet);
    return findRevision(dataSet, marker, since, null, tokens);
  }

  private CompletionStage<Optional<CreatedRevision>> findRevision(
      String dataSet, Marker marker, Instant since, String token, PageTokens tokens) {
    return calls
        .make(
            "ListDataSetRevisions",
            () ->
                client
                    .get()
                    .listDataSetRevisions(
                        request ->
                            request
                                .overrideConfiguration(limits)
                                .dataSetId(dataSet)
                                .maxResults(PAGE)
                                .nextToken(token)))
        .thenCompose(
            page -> {
              var found =
                  page.revisions().stream().filter(it -> marker.isIn(it.comment())).findFirst();
              boolean older =
                  page.revisions().stream()
                      .anyMatch(it -> it.createdAt() != null && it.createdAt().isBefore(since));
              var next = tokens.after(page.nextToken());
              if (found.isPresent() || older || next.isEmpty()) {
                return CompletableFuture.completedFuture(
                    found.map(it -> new CreatedRevision(it.id(), it.arn())));
              }
              return findRevision(dataSet, marker, since, next.get(), tokens);
            });
  }

  /** How a revision is. */
  public CompletionStage<SeenRevision> revision(String dataSet, String revision) {
    return calls
        .make(
            "GetRevision",
            () ->
                client
                    .get()
                    .getRevision(
                        request ->
                            request
                                .overrideConfiguration(limits)
                                .dataSetId(dataSet)
                                .revisionId(revision)))
        .thenApply(
            seen ->
                new SeenRevision(
                    Boolean.TRUE.equals(seen.finalized()), Boolean.TRUE.equals(seen.revoked())));
  }

  /** Creates a job that imports objects; it does not begin by itself. */
  public CompletionStage<String> createImport(
      String dataSet, String revision, List<SourceObject> sources) {
    var entries =
        sources.stream()
            .map(it -> AssetSourceEntry.builder().bucket(it.bucket()).key(it.key()).build())
            .toList();
    return createJob(
        Type.IMPORT_ASSETS_FROM_S3,
        RequestDetails.builder()
            .importAssetsFromS3(
                it -> it.dataSetId(dataSet).revisionId(revision).assetSources(entries))
            .build());
  }

  /** Creates a job that lets subscribers read in a bucket; it does not begin by itself. */
  public CompletionStage<String> createAccess(String dataSet, String revision, Access access) {
    return createJob(
        Type.CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET,
        RequestDetails.builder()
            .createS3DataAccessFromS3Bucket(
                it ->
                    it.dataSetId(dataSet)
                        .revisionId(revision)
                        .assetSource(
                            source ->
                                source
                                    .bucket(access.bucket())
                                    .keys(access.keys().isEmpty() ? null : access.keys())
                                    .keyPrefixes(
                                        access.prefixes().isEmpty() ? null : access.prefixes())))
            .build());
  }

  private CompletionStage<String> createJob(Type type, RequestDetails details) {
    return calls
        .make(
            "CreateJob",
            () ->
                client
                    .get()
                    .createJob(
                        request ->
                            request.overrideConfiguration(limits).type(type).details(details)))
        .thenApply(made -> made.id());
  }

  public CompletionStage<Done> startJob(String job) {
    return done(
        "StartJob",
        () -> client.get().startJob(request -> request.overrideConfiguration(limits).jobId(job)));
  }

  /** Cancels a job that has not begun. */
  public CompletionStage<Done> cancelJob(String job) {
    return done(
        "CancelJob",
        () -> client.get().cancelJob(request -> request.overrideConfiguration(limits).jobId(job)));
  }

  /** How one job is. */
  public CompletionStage<SeenJob> job(String job) {
    return calls
        .make(
            "GetJob",
            () -> client.get().getJob(request -> request.overrideConfiguration(limits).jobId(job)))
        .thenApply(
            seen -> new SeenJob(seen.id(), seen.state(), List.of(), SeenJob.errors(seen.errors())));
  }

  /**
   * Lists jobs of a revision, the newest first, until enough are seen.
   *
   * @param first how many to ask for at first
   * @param enough is told the jobs of a page and whether to go on; the list may end before
   */
  public CompletionStage<List<SeenJob>> jobs(
      String dataSet, String revision, int first, BiPredicate<List<SeenJob>, SeenJob> enough) {
    return jobs(
        dataSet,
        revision,
        Math.min(Math.max(first, 1), PAGE),
        null,
        new PageTokens("The jobs of revision " + revision),
        new ArrayList<>(),
        enough);
  }

  private CompletionStage<List<SeenJob>> jobs(
      String dataSet,
      String revision,
      int size,
      String token,
      PageTokens tokens,
      List<SeenJob> seen,
      BiPredicate<List<SeenJob>, SeenJob> enough) {
    return calls
        .make(
            "ListJobs",
            () ->
                client
                    .get()
                    .listJobs(
                        request ->
                            request
                                .overrideConfiguration(limits)
                                .dataSetId(dataSet)
                                .revisionId(revision)
                                .maxResults(size)
                                .nextToken(token)))
        .thenCompose(
            page -> {
              var next = tokens.after(page.nextToken());
              boolean done = next.isEmpty();
              for (var entry : page.jobs()) {
                var job = SeenJob.of(entry);
                seen.add(job);
                done |= enough.test(seen, job);
              }
              return done
                  ? CompletableFuture.completedFuture(seen)
                  : jobs(dataSet, revision, PAGE, next.get(), tokens, seen, enough);
            });
  }

  /** Lists the assets of a revision, page by page. */
  public CompletionStage<Done> assets(String dataSet, String revision, Consumer<SeenAsset> each) {
    return assets(
        dataSet, revision, null, new PageTokens("The assets of revision " + revision), each);
  }

  private CompletionStage<Done> assets(
      String dataSet, String revision, String token, PageTokens tokens, Consumer<SeenAsset> each) {
    return calls
        .make(
            "ListRevisionAssets",
            () ->
                client
                    .get()
                    .listRevisionAssets(
                        request ->
                            request
                                .overrideConfiguration(limits)
                                .dataSetId(dataSet)
                                .revisionId(revision)
                                .maxResults(PAGE)
                                .nextToken(token)))
        .thenCompose(
            page -> {
              page.assets().forEach(it -> each.accept(new SeenAsset(it.id(), it.name(), size(it))));
              var next = tokens.after(page.nextToken());
              return next.isEmpty()
                  ? CompletableFuture.completedFuture(Done.done())
                  : assets(dataSet, revision, next.get(), tokens, each);
            });
  }

  private static long size(AssetEntry asset) {
    var details = asset.assetDetails();
    return details == null
            || details.s3SnapshotAsset() == null
            || details.s3SnapshotAsset().size() == null
        ? 0
        : details.s3SnapshotAsset().size().longValue();
  }

  /** Deletes an asset of a revision that is not final. */
  public CompletionStage<Done> deleteAsset(String dataSet, String revision, String asset) {
    return done(
        "DeleteAsset",
        () ->
            client
                .get()
                .deleteAsset(
                    request ->
                        request
                            .overrideConfiguration(limits)
                            .dataSetId(dataSet)
                            .revisionId(revision)
                            .assetId(asset)));
  }

  /** Makes a revision final; of a product that publishes by itself it is public then. */
  public CompletionStage<Done> finalizeRevision(String dataSet, String revision) {
    return done(
        "UpdateRevision",
        () ->
            client
                .get()
                .updateRevision(
                    request ->
                        request
                            .overrideConfiguration(limits)
                            .dataSetId(dataSet)
                            .revisionId(revision)
                            .finalized(true)));
  }

  /**
   * Takes a final revision back.
   *
   * @param comment 10 to 512 characters
   */
  public CompletionStage<Done> revokeRevision(String dataSet, String revision, String comment) {
    return done(
        "RevokeRevision",
        () ->
            client
                .get()
                .revokeRevision(
                    request ->
                        request
                            .overrideConfiguration(limits)
                            .dataSetId(dataSet)
                            .revisionId(revision)
                            .revocationComment(comment)));
  }

  /** Deletes a revision that is not public. */
  public CompletionStage<Done> deleteRevision(String dataSet, String revision) {
    return done(
        "DeleteRevision",
        () ->
            client
                .get()
                .deleteRevision(
                    request ->
                        request
                            .overrideConfiguration(limits)
                            .dataSetId(dataSet)
                            .revisionId(revision)));
  }

  /**
   * Tells subscribers that the data set has changed.
   *
   * @param token the same for the same notice: it is sent once
   * @param at when it changed; it must be over
   */
  public CompletionStage<Done> tellSubscribers(
      String dataSet, String token, String comment, Instant at) {
    return done(
        "SendDataSetNotification",
        () ->
            client
                .get()
                .sendDataSetNotification(
                    request ->
                        request
                            .overrideConfiguration(limits)
                            .dataSetId(dataSet)
                            .clientToken(token)
                            .comment(comment)
                            .type(NotificationType.DATA_UPDATE)
                            .details(
                                details ->
                                    details.dataUpdate(update -> update.dataUpdatedAt(at)))));
  }

  private CompletionStage<Done> done(String operation, Supplier<CompletableFuture<?>> call) {
    return calls.make(operation, () -> call.get().thenApply(any -> Done.done()));
  }
}
