package io.bindery.bench.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * The way of the AWS Data Exchange Publisher Coordinator, as its state machines have it: one
 * revision after the other; of one revision ten jobs side by side; each job is asked for every ten
 * seconds by itself; and each step reads the whole manifest from S3 again. What Lambda and Step
 * Functions took for themselves is left out, and so is what Python took to parse.
 */
final class Coordinator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_CONCURRENCY = 10;
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final String COMMENT = "Published by data platform/publish-adx.";

  private final Account account;
  private final double speed;
  private final Map<String, ObjectNode> parsed = new ConcurrentHashMap<>();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong polls = new AtomicLong();

  private Coordinator(Account account, double speed) {
    this.account = account;
    this.speed = speed;
  }

  /** Publishes all objects of an account as a new data set's revisions. */
  static Run publish(Account account, double speed) {
    return new Coordinator(account, speed).publish();
  }

  private Run publish() {
    var dataSet = account.newDataSet();
    account.put("manifests/coordinator.json", account.manifest(dataSet)).join();
    account.begin(speed);
    long began = System.nanoTime();
    var nested = start();
    int revisions = step(nested).path("asset_list_nested").size();
    long first = System.nanoTime();
    for (int revision = 0; revision < revisions; revision++) {
      publishRevision(nested, revision);
    }
    long last = System.nanoTime();
    var run =
        new Run(
            (first - began) / 1e9,
            (last - first) / 1e9 * speed,
            0,
            account.service().calls().values().stream().mapToLong(Long::longValue).sum(),
            polls.get(),
            account.service().mostImports(),
            read.get());
    account.check(dataSet);
    return run;
  }

  /** The function that S3 calls: cuts the manifest, and keeps what it cut beside it. */
  private String start() {
    var manifest = step("manifests/coordinator.json");
    var nested = manifest.deepCopy();
    nested.remove("asset_list");
    var revisions = nested.putArray("asset_list_nested");
    var assets = manifest.path("asset_list");
    for (int from = 0; from < assets.size(); from += Floor.ASSETS_PER_REVISION) {
      var jobs = revisions.addArray();
      int end = Math.min(assets.size(), from + Floor.ASSETS_PER_REVISION);
      for (int at = from; at < end; at += Floor.ASSETS_PER_JOB) {
        var job = jobs.addArray();
        for (int i = at; i < Math.min(end, at + Floor.ASSETS_PER_JOB); i++) {
          job.add(assets.get(i));
        }
      }
    }
    account.put("manifests/coordinator.manifest", nested.toString()).join();
    return "manifests/coordinator.manifest";
  }

  private void publishRevision(String nested, int revision) {
    var manifest = step(nested);
    var dataSet = manifest.path("dataset_id").asText();
    var id =
        account
            .exchange()
            .createRevision(request -> request.dataSetId(dataSet).comment(COMMENT))
            .id();
    int jobs = step(nested).path("asset_list_nested").path(revision).size();
    var children = Executors.newFixedThreadPool(MAX_CONCURRENCY);
    try {
      var running = new ArrayList<Future<?>>();
      for (int job = 0; job < jobs; job++) {
        int number = job;
        running.add(children.submit(() -> runJob(nested, revision, number, dataSet, id)));
      }
      for (var child : running) {
        child.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("The coordinator was interrupted", e);
    } catch (ExecutionException e) {
      throw new BenchException("A job of the coordinator failed", e);
    } finally {
      children.shutdownNow();
    }
    var product = step(nested).path("product_id").asText();
    account
        .exchange()
        .updateRevision(request -> request.dataSetId(dataSet).revisionId(id).finalized(true));
    account
        .catalog()
        .describeEntity(request -> request.catalog("AWSMarketplace").entityId(product));
  }

  private void runJob(String nested, int revision, int job, String dataSet, String id) {
    var sources = sources(step(nested).path("asset_list_nested").path(revision).path(job));
    var jobId =
        account
            .exchange()
            .createJob(
                request ->
                    request
                        .type(Type.IMPORT_ASSETS_FROM_S3)
                        .details(
                            details ->
                                details.importAssetsFromS3(
                                    it ->
                                        it.dataSetId(dataSet)
                                            .revisionId(id)
                                            .assetSources(sources))))
            .id();
    account.exchange().startJob(request -> request.jobId(jobId));
    // A state of ERROR was the end as well; here none is ordered.
    while (isRunning(jobId)) {
      wait(WAIT);
    }
  }

  private boolean isRunning(String job) {
    polls.incrementAndGet();
    return account.exchange().getJob(request -> request.jobId(job)).state() == State.IN_PROGRESS;
  }

  private static List<AssetSourceEntry> sources(JsonNode entries) {
    var sources = new ArrayList<AssetSourceEntry>();
    entries.forEach(
        entry ->
            sources.add(
                AssetSourceEntry.builder()
                    .bucket(entry.path("Bucket").asText())
                    .key(entry.path("Key").asText())
                    .build()));
    return sources;
  }

  /** What each step begins with. It is read each time, and parsed the first time. */
  private ObjectNode step(String key) {
    var bytes = account.get(key);
    read.addAndGet(bytes.length);
    return parsed.computeIfAbsent(key, unused -> parsed(bytes));
  }

  private static ObjectNode parsed(byte[] bytes) {
    try {
      return (ObjectNode) JSON.readTree(bytes);
    } catch (IOException e) {
      throw new BenchException("The coordinator's manifest cannot be read", e);
    }
  }

  private void wait(Duration time) {
    long end = System.nanoTime() + (long) (time.toNanos() / speed);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
