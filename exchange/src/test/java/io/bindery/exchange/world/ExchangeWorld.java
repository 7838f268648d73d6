package io.bindery.exchange.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.exchange.DataExchangeService;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * A provider's account: a versioned bucket, data sets and products, and a database. It shares the
 * AWS and the Postgres of this JVM's tests; its quotas, faults and counts are those of all.
 */
public final class ExchangeWorld implements AutoCloseable {
  /** How long a test waits at most for what must come. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What is put at one time. */
  private static final int PUTS = 32;

  private static final String PRODUCT = "prod-";

  private final ExchangeServices services = ExchangeServices.shared();
  private final String database = services.newDatabase();
  private final String bucket = ExchangeServices.unique("released");
  private final AwsClients aws =
      new AwsClients(new AwsSettings("us-east-1", Optional.of(services.aws().endpoint())));
  private List<String> shared = List.of();
  private final DataExchangeClient exchange =
      DataExchangeClient.builder()
          .endpointOverride(services.aws().endpoint())
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
          .build();

  public ExchangeWorld() {
    service().reset();
    aws.s3().createBucket(request -> request.bucket(bucket)).join();
    aws.s3()
        .putBucketVersioning(
            request ->
                request
                    .bucket(bucket)
                    .versioningConfiguration(it -> it.status(BucketVersioningStatus.ENABLED)))
        .join();
  }

  /**
   * Settings by which a publication of twelve assets has three revisions of two jobs each, and
   * which wait for nothing long.
   */
  public static Map<String, Object> small() {
    var settings = new HashMap<String, Object>();
    settings.put("bindery.exchange.quotas.assets-per-revision", 4);
    settings.put("bindery.exchange.quotas.assets-per-job", 2);
    settings.put("bindery.exchange.add-revisions-to", List.of("*"));
    settings.putAll(fast());
    return settings;
  }

  /** Settings that wait for nothing long. */
  public static Map<String, Object> fast() {
    return Map.of(
        "bindery.exchange.poll-interval", "20ms",
        "bindery.exchange.retry.first", "20ms",
        "bindery.exchange.retry.longest", "200ms",
        "bindery.exchange.look-again", "500ms",
        "bindery.exchange.sweep-interval", "300ms");
  }

  /** All settings of a node whose calls go straight to AWS; with others than usual. */
  public Config settings(Map<String, ?> others) {
    var settings = new HashMap<String, Object>();
    settings.put("bindery.aws.endpoint", endpoint().toString());
    settings.put("bindery.database.host", services.postgres().host());
    settings.put("bindery.database.port", services.postgres().port());
    settings.put("bindery.database.name", database);
    settings.put("bindery.database.user", services.postgres().user());
    settings.put("bindery.database.password", services.postgres().password());
    settings.put("bindery.database.ssl", false);
    settings.put("bindery.database.pool-size", 8);
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.exchange.sources", List.of(bucket));
    settings.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    settings.put("akka.coordinated-shutdown.run-by-actor-system-terminate", "off");
    settings.putAll(others);
    return ConfigFactory.load(
        ConfigFactory.parseMap(settings)
            .withFallback(ConfigFactory.parseResources("application.conf")));
  }

  public URI endpoint() {
    return services.aws().endpoint();
  }

  public LocalAws localAws() {
    return services.aws();
  }

  /** Quotas, faults, counts and violations of the local Data Exchange. */
  public DataExchangeService service() {
    return services.aws().dataExchange();
  }

  public DataExchangeClient exchange() {
    return exchange;
  }

  public AwsClients aws() {
    return aws;
  }

  /** The bucket of assets, with versions; the room may publish from it. */
  public String bucket() {
    return bucket;
  }

  /** A data set that nothing was published in. */
  public String dataSet() {
    return dataSet(AssetType.S3_SNAPSHOT);
  }

  public String dataSet(AssetType type) {
    return exchange
        .createDataSet(request -> request.assetType(type).name("runs").description("of a lab"))
        .id();
  }

  /** The product of a data set. */
  public String product(String dataSet, boolean autoPublish) {
    service().product(PRODUCT + dataSet, "Runs", List.of(dataSet), autoPublish);
    return PRODUCT + dataSet;
  }

  /** Puts objects of a few bytes into a folder, and returns their keys in order. */
  public List<String> put(String folder, int count) {
    var keys = IntStream.range(0, count).mapToObj(i -> "%s/%06d.txt".formatted(folder, i)).toList();
    for (int from = 0; from < count; from += PUTS) {
      var some = keys.subList(from, Math.min(count, from + PUTS));
      CompletableFuture.allOf(
              some.stream().map(key -> put(key, "of " + key)).toArray(CompletableFuture[]::new))
          .join();
    }
    return keys;
  }

  /** Keys of objects that stay as they are, so that many may publish them. */
  public synchronized List<String> shared(int count) {
    if (shared.size() != count) {
      shared = put("shared", count);
    }
    return shared;
  }

  public CompletableFuture<?> put(String key, String content) {
    return aws.s3()
        .putObject(
            request -> request.bucket(bucket).key(key),
            AsyncRequestBody.fromBytes(content.getBytes(UTF_8)));
  }

  public void delete(String key) {
    aws.s3().deleteObject(request -> request.bucket(bucket).key(key)).join();
  }

  /** A manifest of one folder: all that {@link #put} put for the data set. */
  public String manifest(String dataSet) {
    return manifest(dataSet, Optional.empty(), List.of(dataSet + "/"));
  }

  /** A manifest of these keys. */
  public String manifest(String dataSet, Optional<String> product, List<String> keys) {
    var assets =
        keys.stream()
            .map(key -> "{\"Bucket\": \"%s\", \"Key\": \"%s\"}".formatted(bucket, key))
            .toList();
    return "{%s\"dataset_id\": \"%s\", \"asset_list\": [%s]}"
        .formatted(
            product.map("\"product_id\": \"%s\", "::formatted).orElse(""),
            dataSet,
            String.join(",\n", assets));
  }

  /** All revisions of a data set, the first one first. */
  public List<Shown> revisions(String dataSet) {
    var all = new ArrayList<Shown>();
    exchange
        .listDataSetRevisionsPaginator(request -> request.dataSetId(dataSet))
        .revisions()
        .forEach(revision -> all.add(shown(dataSet, revision)));
    Collections.reverse(all);
    return all;
  }

  private Shown shown(String dataSet, RevisionEntry revision) {
    var names =
        exchange
            .listRevisionAssetsPaginator(
                request -> request.dataSetId(dataSet).revisionId(revision.id()).maxResults(200))
            .assets()
            .stream()
            .map(AssetEntry::name)
            .sorted(Comparator.naturalOrder())
            .toList();
    return new Shown(
        revision.id(),
        revision.comment(),
        revision.finalized(),
        Boolean.TRUE.equals(revision.revoked()),
        names);
  }

  /** The row of a publication, once it has ended or is held. */
  public Map<String, Object> ended(String publication) {
    return ended(publication, PATIENCE);
  }

  /** The same of one that takes longer. */
  public Map<String, Object> ended(String publication, Duration patience) {
    return await("the end of " + publication)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> publication(publication),
            row ->
                row.isPresent()
                    && (row.get().get("finished_at") != null
                        || row.get().get("state").equals("held")))
        .orElseThrow();
  }

  /** The row of a publication as it is now. */
  public Optional<Map<String, Object>> publication(String id) {
    return query("SELECT * FROM publication WHERE publication_id = '%s'".formatted(id)).stream()
        .findFirst();
  }

  /** The rows of a query, each by the names of its columns. */
  public List<Map<String, Object>> query(String sql) {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s"
                    .formatted(services.postgres().host(), services.postgres().port(), database),
                services.postgres().user(),
                services.postgres().password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var all = new ArrayList<Map<String, Object>>();
      while (rows.next()) {
        var row = new HashMap<String, Object>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.put(rows.getMetaData().getColumnName(i), rows.getObject(i));
        }
        all.add(row);
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    exchange.close();
    aws.close();
  }
}
