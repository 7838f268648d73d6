package io.bindery.service.trace;

import io.bindery.packager.tables.JobView;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.router.operator.Explanation;
import io.bindery.router.policy.PolicyView;
import io.bindery.router.source.FolderEvent;
import io.bindery.router.trace.ObjectTrace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was found out about one object.
 *
 * @param uri with the version that is asked for, if one is
 * @param stored what S3 has now; absent if it could not be asked
 * @param notAsked why S3 could not be asked
 * @param trace what the router knows
 * @param batch the batch of its newest notice, or the one that it is in by its time
 * @param jobs that may have packaged it, those of its batch first
 * @param seen what manifests of revisions say of it, by the id of the job
 * @param before the last job of its folders that had ended when it came
 * @param excludedBy the pattern of the package policy that leaves it out
 * @param policy of its bucket
 * @param sourceEvents what sources made of events about its folders
 * @param batchesHeldBack whether closed batches ask for no packages, as their source is off
 * @param carriers the publications that carry it
 * @param warnings about its bucket
 * @param now the moment
 */
record Facts(
    S3Uri uri,
    Optional<Trace.StoredObject> stored,
    Optional<String> notAsked,
    ObjectTrace trace,
    Optional<Explanation> batch,
    List<PackageJob> jobs,
    Map<String, ManifestLook.Entry> seen,
    Optional<JobView> before,
    Optional<String> excludedBy,
    PolicyView policy,
    List<FolderEvent> sourceEvents,
    boolean batchesHeldBack,
    Carriers.Found carriers,
    List<String> warnings,
    Instant now) {
  Facts {
    jobs = List.copyOf(jobs);
    seen = Map.copyOf(seen);
    sourceEvents = List.copyOf(sourceEvents);
    warnings = List.copyOf(warnings);
  }

  boolean exists() {
    return stored.filter(Trace.StoredObject::exists).isPresent();
  }

  Optional<Explanation.Closed> closed() {
    return batch.flatMap(Explanation::closed);
  }
}
