package io.bindery.bench.exchange;

import io.bindery.bench.measure.BenchException;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.LocalAwsSettings;
import io.bindery.localaws.exchange.DataExchangeService;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.marketplacecatalog.MarketplaceCatalogClient;

/** A provider's account: the objects to publish, and data sets with a product each. */
final class Account implements AutoCloseable {
  static final String BUCKET = "released";
  private static final String FOLDER = "2026-11/";
  private static final int PUTS = 64;

  private final LocalAws aws;
  private final AwsClients clients;
  private final DataExchangeClient exchange;
  private final MarketplaceCatalogClient catalog;
  private final int assets;

  private Account(LocalAws aws, int assets) {
    this.aws = aws;
    this.assets = assets;
    this.clients = new AwsClients(new AwsSettings(aws.region(), Optional.of(aws.endpoint())));
    var credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench"));
    this.exchange =
        DataExchangeClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .credentialsProvider(credentials)
            .build();
    this.catalog =
        MarketplaceCatalogClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .credentialsProvider(credentials)
            .build();
  }

  /** Starts an AWS in a directory and puts the objects. */
  static Account open(Path directory, int assets) {
    // Whatever credentials the user has are no business of a measurement.
    System.setProperty("aws.accessKeyId", "bench");
    System.setProperty("aws.secretAccessKey", "bench");
    var account = new Account(LocalAws.start(new LocalAwsSettings(directory, 0)), assets);
    account.clients.s3().createBucket(request -> request.bucket(BUCKET)).join();
    for (int from = 0; from < assets; from += PUTS) {
      CompletableFuture.allOf(
              IntStream.range(from, Math.min(assets, from + PUTS))
                  .mapToObj(number -> account.put(key(number), "content of " + number))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
    return account;
  }

  private static String key(int number) {
    return FOLDER + "plate-%05d.fcs".formatted(number);
  }

  CompletableFuture<?> put(String key, String content) {
    return clients
        .s3()
        .putObject(
            request -> request.bucket(BUCKET).key(key),
            AsyncRequestBody.fromBytes(content.getBytes(StandardCharsets.UTF_8)));
  }

  byte[] get(String key) {
    return clients
        .s3()
        .getObject(request -> request.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
        .join()
        .asByteArray();
  }

  URI endpoint() {
    return aws.endpoint();
  }

  String region() {
    return aws.region();
  }

  DataExchangeService service() {
    return aws.dataExchange();
  }

  DataExchangeClient exchange() {
    return exchange;
  }

  MarketplaceCatalogClient catalog() {
    return catalog;
  }

  List<String> keys() {
    return IntStream.range(0, assets).mapToObj(Account::key).toList();
  }

  /** A data set; its product has the id {@link #product}. */
  String newDataSet() {
    var id =
        exchange
            .createDataSet(
                request -> request.assetType(AssetType.S3_SNAPSHOT).name("runs").description("all"))
            .id();
    service().product(product(id), "Runs", List.of(id), true);
    return id;
  }

  static String product(String dataSet) {
    return "prod-" + dataSet;
  }

  /** A manifest that names each object. */
  String manifest(String dataSet) {
    var text = new StringBuilder(100 * assets);
    text.append(
        "{\"product_id\": \"%s\", \"dataset_id\": \"%s\", \"asset_list\": [\n"
            .formatted(product(dataSet), dataSet));
    var comma = "";
    for (var key : keys()) {
      text.append(comma).append("{\"Bucket\": \"%s\", \"Key\": \"%s\"}".formatted(BUCKET, key));
      comma = ",\n";
    }
    return text.append("]}").toString();
  }

  /** From now on jobs take as long as AWS's example does, at a speed, and all counts are zero. */
  void begin(double speed) {
    service().reset();
    service().behaviour().jobTime(Floor.JOB_TIME);
    service().speed(speed);
  }

  /**
   * Checks that all is public and nothing went wrong.
   *
   * @throws BenchException if not
   */
  void check(String dataSet) {
    var floor = new Floor(assets);
    long assetsThere = 0;
    int revisions = 0;
    for (RevisionEntry revision :
        exchange.listDataSetRevisionsPaginator(request -> request.dataSetId(dataSet)).revisions()) {
      require(revision.finalized(), "Revision " + revision.id() + " is not final");
      revisions++;
      assetsThere +=
          exchange
              .listRevisionAssetsPaginator(
                  request -> request.dataSetId(dataSet).revisionId(revision.id()).maxResults(200))
              .assets()
              .stream()
              .count();
    }
    require(revisions == floor.revisions(), "There are " + revisions + " revisions");
    require(assetsThere == assets, "There are " + assetsThere + " assets");
    var violations = service().violations();
    require(violations.isEmpty(), "This must never happen: " + violations);
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new BenchException(otherwise);
    }
  }

  @Override
  public void close() {
    exchange.close();
    catalog.close();
    clients.close();
    aws.close();
  }
}
