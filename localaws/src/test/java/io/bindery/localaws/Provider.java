package io.bindery.localaws;

import io.bindery.localaws.exchange.DataExchangeService;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dataexchange.DataExchangeClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.marketplacecatalog.MarketplaceCatalogClient;

/** What a provider of data does, with the SDK's clients, which try each call once. */
record Provider(
    DataExchangeClient exchange,
    MarketplaceCatalogClient catalog,
    Clients clients,
    DataExchangeService service,
    String bucket)
    implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  /** A data set and a draft revision of it. */
  record Draft(String dataSet, String revision) {}

  static Provider of(LocalAws aws, Clients clients) {
    URI endpoint = aws.endpoint();
    String bucket = "b-" + UUID.randomUUID();
    clients.s3().createBucket(b -> b.bucket(bucket));
    return new Provider(
        Clients.at(endpoint, DataExchangeClient.builder())
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build(),
        Clients.at(endpoint, MarketplaceCatalogClient.builder())
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build(),
        clients,
        aws.dataExchange(),
        bucket);
  }

  String dataSet() {
    return dataSet(AssetType.S3_SNAPSHOT);
  }

  String dataSet(AssetType type) {
    return exchange.createDataSet(b -> b.assetType(type).name("n").description("d")).id();
  }

  String revision(String dataSet, String comment) {
    return exchange.createRevision(b -> b.dataSetId(dataSet).comment(comment)).id();
  }

  Draft draft() {
    String dataSet = dataSet();
    return new Draft(dataSet, revision(dataSet, "a draft"));
  }

  void put(String... keys) {
    for (String key : keys) {
      clients.s3().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("content"));
    }
  }

  AssetSourceEntry source(String key) {
    return AssetSourceEntry.builder().bucket(bucket).key(key).build();
  }

  String job(Draft draft, String... keys) {
    List<AssetSourceEntry> sources = List.of(keys).stream().map(this::source).toList();
    return exchange
        .createJob(
            b ->
                b.type(Type.IMPORT_ASSETS_FROM_S3)
                    .details(
                        d ->
                            d.importAssetsFromS3(
                                i ->
                                    i.dataSetId(draft.dataSet())
                                        .revisionId(draft.revision())
                                        .assetSources(sources))))
        .id();
  }

  String accessJob(Draft draft, List<String> keys, List<String> prefixes) {
    return exchange
        .createJob(
            b ->
                b.type(Type.CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET)
                    .details(
                        d ->
                            d.createS3DataAccessFromS3Bucket(
                                c ->
                                    c.dataSetId(draft.dataSet())
                                        .revisionId(draft.revision())
                                        .assetSource(
                                            s ->
                                                s.bucket(bucket)
                                                    .keys(keys)
                                                    .keyPrefixes(prefixes)))))
        .id();
  }

  /** Starts a job. */
  void start(String job) {
    exchange.startJob(b -> b.jobId(job));
  }

  /** Waits until a job has ended. */
  GetJobResponse ended(String job) {
    return Awaitility.await()
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> exchange.getJob(b -> b.jobId(job)),
            got -> got.state() != State.IN_PROGRESS && got.state() != State.WAITING);
  }

  GetJobResponse run(String job) {
    start(job);
    return ended(job);
  }

  void finalizes(Draft draft) {
    exchange.updateRevision(
        b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).finalized(true));
  }

  List<String> names(Draft draft) {
    List<String> names = new ArrayList<>();
    exchange
        .listRevisionAssetsPaginator(b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()))
        .assets()
        .stream()
        .map(AssetEntry::name)
        .forEach(names::add);
    return names;
  }

  /** A draft with these assets. */
  Draft filled(String... keys) {
    put(keys);
    Draft draft = draft();
    run(job(draft, keys));
    return draft;
  }

  /** All is as at the start, but for data. */
  void reset() {
    service.reset();
    Awaitility.await().atMost(LONG).until(() -> service.inProgress() == 0);
    service.reset();
  }

  @Override
  public void close() {
    exchange.close();
    catalog.close();
  }
}
