package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.Product;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.RestRequest;
import io.bindery.localaws.http.RestService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Data Exchange for a provider (REST and JSON, 2017-07-25), with the Marketplace Catalog beside it.
 * Jobs look at the objects of the local S3. What it keeps is there again after a restart; quotas,
 * behaviour, faults, counts and violations are not.
 */
public final class DataExchangeService implements RestService, AutoCloseable {
  private static final Map<String, String> OPERATIONS =
      Map.ofEntries(
          Map.entry("POST /v1/data-sets", "CreateDataSet"),
          Map.entry("GET /v1/data-sets", "ListDataSets"),
          Map.entry("GET /v1/data-sets/*", "GetDataSet"),
          Map.entry("PATCH /v1/data-sets/*", "UpdateDataSet"),
          Map.entry("DELETE /v1/data-sets/*", "DeleteDataSet"),
          Map.entry("POST /v1/data-sets/*/notification", "SendDataSetNotification"),
          Map.entry("POST /v1/data-sets/*/revisions", "CreateRevision"),
          Map.entry("GET /v1/data-sets/*/revisions", "ListDataSetRevisions"),
          Map.entry("GET /v1/data-sets/*/revisions/*", "GetRevision"),
          Map.entry("PATCH /v1/data-sets/*/revisions/*", "UpdateRevision"),
          Map.entry("DELETE /v1/data-sets/*/revisions/*", "DeleteRevision"),
          Map.entry("POST /v1/data-sets/*/revisions/*/revoke", "RevokeRevision"),
          Map.entry("GET /v1/data-sets/*/revisions/*/assets", "ListRevisionAssets"),
          Map.entry("GET /v1/data-sets/*/revisions/*/assets/*", "GetAsset"),
          Map.entry("PATCH /v1/data-sets/*/revisions/*/assets/*", "UpdateAsset"),
          Map.entry("DELETE /v1/data-sets/*/revisions/*/assets/*", "DeleteAsset"),
          Map.entry("POST /v1/jobs", "CreateJob"),
          Map.entry("GET /v1/jobs", "ListJobs"),
          Map.entry("GET /v1/jobs/*", "GetJob"),
          Map.entry("PATCH /v1/jobs/*", "StartJob"),
          Map.entry("DELETE /v1/jobs/*", "CancelJob"),
          Map.entry("POST /tags/*", "TagResource"),
          Map.entry("GET /tags/*", "ListTagsForResource"),
          Map.entry("DELETE /tags/*", "UntagResource"));

  private final ExchangeStore store;
  private final World world;
  private final Runner runner;
  private final Calls calls = new Calls();
  private final DataSets dataSets;
  private final Assets assets;
  private final Jobs jobs;
  private final Tags tags;
  private final Notices notices;
  private final MarketplaceCatalogService catalog;

  private DataExchangeService(
      ExchangeStore store, SourceObjects objects, String account, String region) {
    this.store = store;
    Quotas quotas = new Quotas();
    Behaviour behaviour = new Behaviour();
    this.world =
        new World(
            store,
            new Watch(store, quotas, behaviour),
            quotas,
            behaviour,
            new ExchangeFaults(),
            new ExchangeClock(),
            objects,
            new Views(account, region));
    this.runner = new Runner(world, new ChangeSets(world));
    this.dataSets = new DataSets(world);
    this.assets = new Assets(world);
    this.jobs = new Jobs(world, runner);
    this.tags = new Tags(world);
    this.notices = new Notices(world);
    this.catalog = new MarketplaceCatalogService(world, runner, calls, account, region);
  }

  /**
   * Opens what is kept in {@code directory}, and goes on with what was in progress.
   *
   * @throws io.bindery.localaws.LocalAwsException if it cannot be read
   */
  public static DataExchangeService open(
      Path directory, SourceObjects objects, String account, String region) {
    ExchangeStore store = ExchangeStore.open(directory.resolve("exchange.log"));
    DataExchangeService service = new DataExchangeService(store, objects, account, region);
    synchronized (store) {
      service.runner.resume();
    }
    return service;
  }

  /** The Marketplace Catalog, which shares what is kept. */
  public MarketplaceCatalogService catalog() {
    return catalog;
  }

  public Quotas quotas() {
    return world.quotas();
  }

  public Behaviour behaviour() {
    return world.behaviour();
  }

  public ExchangeFaults faults() {
    return world.faults();
  }

  /** From now on a second of the wall is so many of the exchange; for measures. */
  public void speed(double factor) {
    world.clock().speed(factor);
  }

  /** No job ends and no change set moves until {@link #release}. */
  public void hold() {
    synchronized (store) {
      runner.hold();
    }
  }

  /** What was held goes on; it ends when it is due. */
  public void release() {
    synchronized (store) {
      runner.release();
    }
  }

  /** Ends a job in progress from outside, CANCELLED or TIMED_OUT, with nothing imported. */
  public void endJob(String id, JobState state) {
    synchronized (store) {
      store
          .job(id)
          .filter(Kept.Job::isInProgress)
          .ifPresentOrElse(
              job ->
                  world.commit(
                      JobEnd.from(world, job, new ExchangeFaults.End(state, "", Map.of()))),
              () -> {
                throw new IllegalArgumentException("No job in progress has the id " + id + ".");
              });
    }
  }

  /**
   * Makes a product of the Marketplace, or replaces it.
   *
   * @param id of the entity, such as {@code prod-abc}
   * @param dataSets their ids
   * @param autoPublish whether revisions are public as soon as they are finalized, as those of all
   *     products made since July 2021 are
   */
  public void product(String id, String title, List<String> dataSets, boolean autoPublish) {
    synchronized (store) {
      world.commit(Step.none().with(new Product(id, title, dataSets, autoPublish, world.now())));
    }
  }

  /** A notice to subscribers that was sent. */
  public record SentNotice(String dataSet, String token, String request) {}

  /** All that were sent, the first one first; a request is JSON without its token. */
  public List<SentNotice> notices() {
    synchronized (store) {
      return store.notices().values().stream()
          .map(notice -> new SentNotice(notice.dataSet(), notice.token(), notice.request()))
          .toList();
    }
  }

  /** What must never happen and did, the first one first; no more than 1,000. */
  public List<Violation> violations() {
    synchronized (store) {
      return world.watch().violations();
    }
  }

  /** The calls so far by operation, those of the Catalog too. */
  public SortedMap<String, Long> calls() {
    return calls.taken();
  }

  /** The refused calls so far by operation and code, such as "StartJob ConflictException". */
  public SortedMap<String, Long> refusals() {
    return calls.refused();
  }

  /** How many import jobs were in progress at once at most. */
  public long mostImports() {
    synchronized (store) {
      return world.watch().mostImports();
    }
  }

  /** How many jobs are in progress. */
  public int inProgress() {
    synchronized (store) {
      return store.inProgress().size();
    }
  }

  /** Quotas, behaviour, speed, faults, counts and violations as at the start; data stays. */
  public void reset() {
    synchronized (store) {
      world.quotas().reset();
      world.behaviour().reset();
      world.clock().speed(1);
      world.faults().clear();
      world.watch().forget();
      calls.forget();
      runner.release();
    }
  }

  @Override
  public String operation(String method, String rawPath) {
    List<String> parts = RestRequest.split(rawPath);
    StringBuilder shape = new StringBuilder(method).append(' ');
    boolean ofTags = !parts.isEmpty() && parts.get(0).equals("tags");
    for (int i = 0; i < parts.size(); i++) {
      // Names and ids take turns: v1, a kind, an id, a kind, an id; an ARN follows tags.
      boolean isId = ofTags ? i > 0 : i > 0 && i % 2 == 0;
      shape.append('/').append(isId ? "*" : parts.get(i));
    }
    return OPERATIONS.getOrDefault(shape.toString(), "");
  }

  @Override
  public Optional<AwsResponse> handle(RestRequest request) {
    String operation = operation(request.method(), request.rawPath());
    return world.handle(
        "Data Exchange", operation, request, calls, in -> answer(operation, request, in));
  }

  private AwsResponse answer(String operation, RestRequest request, JsonNode in) {
    List<String> parts = request.segments();
    String first = parts.size() > 2 ? parts.get(2) : "";
    String second = parts.size() > 4 ? parts.get(4) : "";
    String third = parts.size() > 6 ? parts.get(6) : "";
    // An ARN is one part, its slashes encoded; those who send them as they are mean the same.
    String arn = parts.stream().skip(1).collect(Collectors.joining("/"));
    return switch (operation) {
      case "CreateDataSet" -> json(201, dataSets.create(in));
      case "ListDataSets" -> json(200, dataSets.list(request));
      case "GetDataSet" -> json(200, dataSets.view(dataSets.require(first)));
      case "UpdateDataSet" -> json(200, dataSets.update(first, in));
      case "DeleteDataSet" -> empty(204, () -> dataSets.delete(first));
      case "SendDataSetNotification" ->
          json(202, done(() -> notices.send(dataSets.require(first).id(), in)));
      case "CreateRevision" -> json(201, dataSets.createRevision(first, in));
      case "ListDataSetRevisions" -> json(200, dataSets.listRevisions(first, request));
      case "GetRevision" -> json(200, dataSets.view(world.revision(first, second)));
      case "UpdateRevision" -> json(200, dataSets.updateRevision(first, second, in));
      case "DeleteRevision" -> empty(204, () -> dataSets.deleteRevision(first, second));
      case "RevokeRevision" -> json(200, dataSets.revoke(first, second, in));
      case "ListRevisionAssets" -> json(200, assets.list(first, second, request));
      case "GetAsset" -> json(200, assets.get(first, second, third));
      case "UpdateAsset" -> json(200, assets.rename(first, second, third, in));
      case "DeleteAsset" -> empty(204, () -> assets.delete(first, second, third));
      case "CreateJob" -> json(201, jobs.create(in));
      case "ListJobs" -> json(200, jobs.list(request));
      case "GetJob" -> json(200, jobs.get(first));
      case "StartJob" -> json(202, done(() -> jobs.start(first)));
      case "CancelJob" -> empty(204, () -> jobs.cancel(first));
      case "TagResource" -> empty(204, () -> tags.add(arn, in));
      case "ListTagsForResource" -> json(200, tags.list(arn));
      case "UntagResource" -> empty(204, () -> tags.remove(arn, request.parameters("tagKeys")));
      default -> throw new IllegalStateException(operation);
    };
  }

  private static ObjectNode done(Runnable work) {
    work.run();
    return JsonNodeFactory.instance.objectNode();
  }

  private static AwsResponse empty(int status, Runnable work) {
    work.run();
    return AwsResponse.empty(status);
  }

  static AwsResponse json(int status, ObjectNode body) {
    return new AwsResponse(
        status, "application/json", Map.of(), body.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public AwsResponse refusal(AwsError error, String requestId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("Message", error.getMessage());
    new TreeMap<>(error.details())
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                body.put(name, number.doubleValue());
              } else {
                body.put(name, value.toString());
              }
            });
    return refused(error, body);
  }

  static AwsResponse refused(AwsError error, ObjectNode body) {
    AwsResponse plain = json(error.status(), body);
    return new AwsResponse(
        plain.status(),
        plain.contentType(),
        Map.of("x-amzn-ErrorType", error.code()),
        plain.body());
  }

  @Override
  public void close() throws IOException {
    runner.close();
    store.close();
  }
}
