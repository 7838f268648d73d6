package io.bindery.packager.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.packager.state.JobState;
import io.bindery.quilt.uri.PackageUri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A run event of OpenLineage 2-0-2. A run is one job; datasets are the folder that was packaged and
 * the package that was made.
 */
final class RunEvent {
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final String SCHEMA = SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent";

  /** In docs/lineage; a change of the facet is another version of it. */
  private static final String OWN =
      "urn:bindery:lineage:1-0-0:BinderyPackageRunFacet#/$defs/BinderyPackageRunFacet";

  /** The states of a job that ended with a revision, as the table of jobs has them. */
  private static final Set<JobState> MADE =
      Set.of(JobState.DONE, JobState.UNCHANGED, JobState.QUARANTINED);

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String namespace;
  private final String version;

  /**
   * @param namespace of the jobs
   * @param version of this program
   */
  RunEvent(String namespace, String version) {
    this.namespace = namespace;
    this.version = version;
  }

  /**
   * The event.
   *
   * @param inputs what was packaged
   */
  ObjectNode of(OwedEvent event, List<Dataset> inputs) {
    var facts = event.facts();
    var root = JSON.objectNode();
    root.put("eventTime", event.happenedAt().toString());
    root.put("producer", producer());
    root.put("schemaURL", SCHEMA);
    root.put("eventType", event.state().name());
    var run = root.putObject("run");
    run.put("runId", runId(event.jobId(), text(facts, "accepted_at")).toString());
    runFacets(run.putObject("facets"), event);
    var job = root.putObject("job");
    job.put("namespace", namespace);
    job.put(
        "name", "package/%s/%s".formatted(text(facts, "registry"), text(facts, "package_name")));
    facet(
            job.putObject("facets"),
            "jobType",
            SPEC + "facets/2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet")
        .put("processingType", "BATCH")
        .put("integration", "BINDERY")
        .put("jobType", "PACKAGE");
    var all = root.putArray("inputs");
    inputs.forEach(input -> all.add(dataset(input)));
    outputs(root.putArray("outputs"), event);
    return root;
  }

  /**
   * The run of a job, the same at each attempt and after each start of the service. A message that
   * comes again after very long is the same job, accepted anew: that is another run.
   */
  static UUID runId(String jobId, String acceptedAt) {
    return UUID.nameUUIDFromBytes(
        ("bindery:job:" + jobId + ":" + acceptedAt).getBytes(StandardCharsets.UTF_8));
  }

  private String producer() {
    return "urn:bindery:service:" + version;
  }

  private void runFacets(ObjectNode facets, OwedEvent event) {
    var facts = event.facts();
    facet(
            facets,
            "processing_engine",
            SPEC + "facets/1-1-1/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet")
        .put("version", version)
        .put("name", "Bindery");
    if (event.state() != RunState.START && facts.has("error")) {
      facet(
              facets,
              "errorMessage",
              SPEC + "facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet")
          .put("message", text(facts, "error"))
          .put("programmingLanguage", "JAVA");
    }
    var own = facet(facets, "bindery_package", OWN);
    own.put("jobId", event.jobId());
    own.put("attempt", facts.path("attempt").asInt());
    own.put("state", text(facts, "state"));
    own.put("source", text(facts, "source"));
    own.put("registry", text(facts, "registry"));
    own.put("packageName", text(facts, "package_name"));
    if (event.state() != RunState.START) {
      copy(facts, "reason", own, "reason");
      copy(facts, "quarantine", own, "quarantine");
    }
    if (facts.path("batches").size() > 0) {
      own.set("batches", facts.path("batches"));
    }
    if (isMade(event)) {
      copy(facts, "top_hash", own, "topHash");
      copy(facts, "pointer", own, "pointer");
      own.put(
          "packageUri",
          PackageUri.of(place(facts), text(facts, "package_name"), text(facts, "top_hash"))
              .toString());
    }
  }

  /** Whether there is a revision; one of a job that failed is of an attempt before. */
  private static boolean isMade(OwedEvent event) {
    return event.state() == RunState.COMPLETE
        && event.facts().has("top_hash")
        && JobState.of(text(event.facts(), "state")).filter(MADE::contains).isPresent();
  }

  /** The package; before it is made, without a version. */
  private void outputs(ArrayNode outputs, OwedEvent event) {
    var facts = event.facts();
    boolean isMade = isMade(event);
    if (event.state() == RunState.COMPLETE && !isMade) {
      return;
    }
    var output =
        dataset(
            new Dataset(
                "quilt+s3://" + (isMade ? place(facts) : text(facts, "registry")),
                text(facts, "package_name"),
                isMade ? Optional.of(text(facts, "top_hash")) : Optional.empty()));
    if (isMade) {
      facet(
              output.putObject("outputFacets"),
              "outputStatistics",
              SPEC
                  + "facets/1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet")
          .put("size", facts.path("bytes").asLong())
          .put("fileCount", facts.path("files").asLong());
    }
    outputs.add(output);
  }

  private ObjectNode dataset(Dataset dataset) {
    var node = JSON.objectNode();
    node.put("namespace", dataset.namespace());
    node.put("name", dataset.name());
    dataset
        .version()
        .ifPresent(
            it ->
                facet(
                        node.putObject("facets"),
                        "version",
                        SPEC
                            + "facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet")
                    .put("datasetVersion", it));
    return node;
  }

  private ObjectNode facet(ObjectNode facets, String name, String schema) {
    var facet = facets.putObject(name);
    facet.put("_producer", producer());
    facet.put("_schemaURL", schema);
    return facet;
  }

  private static String place(JsonNode facts) {
    return facts.has("quarantine") ? text(facts, "quarantine") : text(facts, "registry");
  }

  private static void copy(JsonNode facts, String from, ObjectNode facet, String to) {
    if (facts.has(from)) {
      facet.put(to, text(facts, from));
    }
  }

  private static String text(JsonNode facts, String name) {
    return facts.path(name).asText();
  }
}
