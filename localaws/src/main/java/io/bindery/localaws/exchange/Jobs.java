package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.Access;
import io.bindery.localaws.exchange.Kept.DataSet;
import io.bindery.localaws.exchange.Kept.Failure;
import io.bindery.localaws.exchange.Kept.Job;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.exchange.Kept.Source;
import io.bindery.localaws.http.RestRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Jobs as clients make, start, watch and cancel them. */
final class Jobs {
  static final String IMPORTS_AT_ONCE =
      "Concurrent in progress jobs to import assets from Amazon S3";
  static final String ACCESS_JOBS_AT_ONCE =
      "Concurrent in progress jobs to create Amazon S3 data access assets from S3 buckets";
  private static final int MOST_KMS_KEYS = 10;

  private final World world;
  private final Runner runner;

  Jobs(World world, Runner runner) {
    this.world = world;
    this.runner = runner;
  }

  private Job require(String id) {
    return world.store().job(Checks.id("JobId", id)).orElseThrow(() -> Errors.notFound("JOB", id));
  }

  ObjectNode create(JsonNode in) {
    String type = Checks.text(in, "Type");
    JsonNode details = in.path("Details");
    return switch (type) {
      case Job.IMPORT -> createImport(details.path("ImportAssetsFromS3"), assetTags(in));
      case Job.GIVE_ACCESS ->
          createAccess(details.path("CreateS3DataAccessFromS3Bucket"), assetTags(in));
      default ->
          throw Errors.invalid(
              "Type is '%s': the local Data Exchange has jobs of the types %s and %s."
                  .formatted(type, Job.IMPORT, Job.GIVE_ACCESS));
    };
  }

  private static Map<String, String> assetTags(JsonNode in) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (JsonNode tag : in.path("AssetConfiguration").path("Tags")) {
      tags.put(Checks.text(tag, "Key"), tag.path("Value").asText());
    }
    return Checks.tags(tags);
  }

  private ObjectNode createImport(JsonNode details, Map<String, String> tags) {
    Revision revision = openRevision(details, false);
    List<Source> sources = new ArrayList<>();
    for (JsonNode source : details.path("AssetSources")) {
      sources.add(new Source(Checks.text(source, "Bucket"), Checks.text(source, "Key")));
    }
    int most = world.quotas().assetsPerImport();
    if (sources.isEmpty() || sources.size() > most) {
      throw Errors.invalid(
          "AssetSources has %d entries: it must have 1 to %d.".formatted(sources.size(), most));
    }
    return made(Job.IMPORT, revision, sources, null, tags);
  }

  private ObjectNode createAccess(JsonNode details, Map<String, String> tags) {
    Revision revision = openRevision(details, true);
    JsonNode source = details.path("AssetSource");
    List<String> kmsKeys = new ArrayList<>();
    for (JsonNode key : source.path("KmsKeysToGrant")) {
      kmsKeys.add(Checks.text(key, "KmsKeyArn"));
    }
    Access access =
        new Access(
            Checks.text(source, "Bucket"),
            Checks.texts(source, "Keys"),
            Checks.texts(source, "KeyPrefixes"),
            kmsKeys);
    int entries = access.keys().size() + access.prefixes().size();
    if (entries > world.quotas().accessEntries()) {
      throw Errors.invalid(
          "AssetSource has %d keys and prefixes: it may have %d."
              .formatted(entries, world.quotas().accessEntries()));
    }
    if (kmsKeys.size() > MOST_KMS_KEYS) {
      throw Errors.invalid("KmsKeysToGrant may have %d keys.".formatted(MOST_KMS_KEYS));
    }
    access
        .prefixes()
        .forEach(
            prefix -> {
              if (!prefix.endsWith("/")) {
                throw Errors.invalid("The prefix '%s' must end with '/'.".formatted(prefix));
              }
            });
    return made(Job.GIVE_ACCESS, revision, List.of(), access, tags);
  }

  private Revision openRevision(JsonNode details, boolean access) {
    if (!details.isObject()) {
      throw Errors.invalid("Details must be those of the job's type.");
    }
    String dataSetId = Checks.id(details, "DataSetId");
    Revision revision = world.revision(dataSetId, Checks.id(details, "RevisionId"));
    DataSet dataSet = world.store().dataSet(dataSetId).orElseThrow();
    if (dataSet.isAccess() != access) {
      throw Errors.invalid(
          "The data set %s has assets of the type %s, which such a job does not make."
              .formatted(dataSetId, dataSet.type()));
    }
    world.requireOpen(revision);
    return revision;
  }

  private ObjectNode made(
      String type,
      Revision revision,
      List<Source> sources,
      Access access,
      Map<String, String> tags) {
    long now = world.now();
    Job job =
        new Job(
            world.store().next(),
            World.newId(),
            type,
            revision.dataSet(),
            revision.id(),
            sources,
            access,
            tags,
            JobState.WAITING,
            now,
            now,
            0,
            false,
            List.of());
    world.commit(Step.none().with(job));
    return world.views().view(job);
  }

  ObjectNode get(String id) {
    return world.views().view(require(id));
  }

  ObjectNode list(RestRequest request) {
    String dataSet = request.parameter("dataSetId").orElse("");
    String revision = request.parameter("revisionId").orElse("");
    NavigableMap<String, Job> all =
        revision.isEmpty() ? world.store().jobs() : world.store().jobs(revision);
    return Page.of(
        request,
        "Jobs",
        all,
        job -> (dataSet.isEmpty() || job.dataSet().equals(dataSet)) && world.lists(job.created()),
        world.views()::view);
  }

  void start(String id) {
    Job job = require(id);
    if (job.state() != JobState.WAITING) {
      throw Errors.conflict(
          "JOB", id, "Only a job that is WAITING can be started: it is " + job.state() + ".");
    }
    world.requireOpen(world.revision(job.dataSet(), job.revision()));
    int most = job.isImport() ? world.quotas().imports() : world.quotas().accessJobs();
    if (world.store().inProgress(job.type()) >= most && !admits(job, most)) {
      return;
    }
    long now = world.now();
    Job started =
        job.in(JobState.IN_PROGRESS, now, now + world.behaviour().jobTime().toMillis(), List.of());
    world.commit(Step.none().with(started));
    runner.ends(started);
  }

  /** What is beyond the quota is refused, admitted, or ends at once. */
  private boolean admits(Job job, int most) {
    String limit = job.isImport() ? IMPORTS_AT_ONCE : ACCESS_JOBS_AT_ONCE;
    String message = "%s: %d jobs are in progress already.".formatted(limit, most);
    switch (world.behaviour().overLimit()) {
      case ADMIT -> {
        return true;
      }
      case SERVICE_LIMIT -> throw Errors.limit(limit, most);
      case CONFLICT -> throw Errors.conflict("JOB", job.id(), message);
      case THROTTLE -> throw Errors.throttled(message);
      case JOB_ERROR -> {
        Failure failure =
            new Failure(
                "SERVICE_QUOTA_EXCEEDED_EXCEPTION", message, List.of(), limit, most, "", "");
        world.commit(Step.none().with(job.in(JobState.ERROR, world.now(), 0, List.of(failure))));
      }
    }
    return false;
  }

  void cancel(String id) {
    Job job = require(id);
    if (job.state() != JobState.WAITING) {
      throw Errors.conflict(
          "JOB", id, "Only a job that is WAITING can be cancelled: it is " + job.state() + ".");
    }
    world.commit(Step.none().with(job.withdrawn(world.now())));
  }
}
