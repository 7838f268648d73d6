package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.Mode;
import io.bindery.quilt.uri.PackageUri;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan comes to.
 *
 * @param productId nothing if the data set is shared without a product
 * @param bytes of all assets
 * @param jobs import jobs, or jobs that create access to S3
 * @param estimate how long the jobs may take
 * @param access nothing unless the mode is s3-data-access
 * @param notices what whoever publishes should know
 * @param source the package revision whose entries are the assets, if the manifest names one
 * @param digest of the content: data set, mode, and each object with size, ETag and version; 64 hex
 *     digits. The order of the manifest, comment and tags do not count
 */
public record PlanSummary(
    Optional<String> productId,
    String datasetId,
    Optional<String> comment,
    Map<String, String> tags,
    Mode mode,
    long assets,
    long bytes,
    long revisions,
    long jobs,
    Duration estimate,
    Optional<Access> access,
    List<String> notices,
    Optional<PackageUri> source,
    String digest) {
  public PlanSummary {
    tags = Map.copyOf(tags);
    notices = List.copyOf(notices);
  }

  /** The same content in other revisions and jobs. */
  public PlanSummary cutInto(long otherRevisions, long otherJobs, Duration otherEstimate) {
    return new PlanSummary(
        productId,
        datasetId,
        comment,
        tags,
        mode,
        assets,
        bytes,
        otherRevisions,
        otherJobs,
        otherEstimate,
        access,
        notices,
        source,
        digest);
  }
}
