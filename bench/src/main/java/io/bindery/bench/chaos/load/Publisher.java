package io.bindery.bench.chaos.load;

import io.bindery.bench.chaos.history.HistoryLog;
import io.bindery.bench.chaos.history.Published;
import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.Waiting;
import io.bindery.bench.chaos.world.World;
import io.bindery.bench.measure.BenchDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;

/**
 * Asks for publications: from time to time a manifest of a few objects, for a data set of its own.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final int ASSETS = 6;
  private static final int PAGE = 200;

  private record Asked(String dataSet, String manifest, List<String> keys) {}

  private final World world;
  private final Uploads uploads;
  private final HistoryLog history;
  private final long everyMillis;
  private final DataExchangeClient exchange;
  private final List<Asked> asked = new ArrayList<>();
  private final Thread writer;
  private volatile boolean stopped;

  /** Begins. */
  public Publisher(World world, Uploads uploads, HistoryLog history, long everyMillis) {
    this.world = world;
    this.uploads = uploads;
    this.history = history;
    this.everyMillis = everyMillis;
    this.exchange =
        DataExchangeClient.builder()
            .endpointOverride(world.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("chaos", "chaos")))
            .build();
    this.writer = new Thread(this::write, "chaos-publisher");
    writer.setDaemon(true);
    writer.start();
  }

  private void write() {
    for (int number = 1; !stopped; number++) {
      try {
        ask(number);
      } catch (CompletionException | SdkException e) {
        log.warn("publication {} was not asked for: {}", number, e.toString());
      }
      Waiting.until(Duration.ofMillis(everyMillis), () -> stopped);
    }
  }

  private void ask(int number) {
    var dataSet =
        exchange
            .createDataSet(
                r ->
                    r.assetType(AssetType.S3_SNAPSHOT)
                        .name("publication " + number)
                        .description("of a run"))
            .id();
    var keys =
        IntStream.range(0, ASSETS)
            .mapToObj(i -> "published/p%05d/asset-%d.dat".formatted(number, i))
            .toList();
    keys.stream().map(uploads::put).toList().forEach(put -> put.join());
    var manifest = "publication-%05d.json".formatted(number);
    var assets =
        keys.stream()
            .map(key -> "{\"Bucket\": \"%s\", \"Key\": \"%s\"}".formatted(Account.BUCKET, key))
            .collect(Collectors.joining(", "));
    var text = "{\"dataset_id\": \"%s\", \"asset_list\": [%s]}".formatted(dataSet, assets);
    world
        .account()
        .aws()
        .s3()
        .putObject(
            r -> r.bucket(Account.MANIFESTS).key(manifest), AsyncRequestBody.fromString(text))
        .join();
    var one = new Asked(dataSet, manifest, keys);
    synchronized (this) {
      asked.add(one);
    }
    history.note("publication", one);
  }

  /** What became of all that was asked for. */
  public synchronized List<Published> published() {
    return asked.stream().map(this::published).toList();
  }

  private Published published(Asked one) {
    var states = states(world.database().all(), one.manifest());
    var assets =
        exchange.listDataSetRevisionsPaginator(r -> r.dataSetId(one.dataSet())).revisions().stream()
            .filter(RevisionEntry::finalized)
            .flatMap(
                revision ->
                    exchange
                        .listRevisionAssetsPaginator(
                            r ->
                                r.dataSetId(one.dataSet())
                                    .revisionId(revision.id())
                                    .maxResults(PAGE))
                        .assets()
                        .stream())
            .map(AssetEntry::name)
            .sorted()
            .toList();
    return new Published(
        one.dataSet(), one.keys(), versions(one.manifest()), state(states), states.size(), assets);
  }

  private static String state(List<String> states) {
    return states.stream()
        .filter(state -> !state.equals(Published.DONE))
        .findFirst()
        .orElse(states.isEmpty() ? "" : Published.DONE);
  }

  /** A client that hears nothing tries again, and S3 has the manifest twice then. */
  private int versions(String manifest) {
    // What is told of a publication is written beside its manifest, under a longer name.
    return (int)
        world
            .account()
            .aws()
            .s3()
            .listObjectVersions(r -> r.bucket(Account.MANIFESTS).prefix(manifest))
            .join()
            .versions()
            .stream()
            .filter(version -> version.key().equals(manifest))
            .count();
  }

  private static List<String> states(BenchDatabase database, String manifest) {
    return database.texts(
        "SELECT state FROM publication WHERE manifest_key = '%s'".formatted(manifest));
  }

  /** Asks for no more, and waits for the one that is under way. */
  public void stop() {
    stopped = true;
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    exchange.close();
  }
}
