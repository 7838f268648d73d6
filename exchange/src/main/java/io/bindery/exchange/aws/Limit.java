package io.bindery.exchange.aws;

/**
 * A quota that Data Exchange named in an error.
 *
 * @param name as Data Exchange writes it, such as {@code Assets per revision}
 * @param value of it
 */
public record Limit(String name, double value) {
  public static final String ASSETS_PER_REVISION = "Assets per revision";
  public static final String ASSETS_PER_IMPORT = "Assets per import job from Amazon S3";
  public static final String IMPORTS_AT_ONCE =
      "Concurrent in progress jobs to import assets from Amazon S3";
  public static final String ACCESS_JOBS_AT_ONCE =
      "Concurrent in progress jobs to create Amazon S3 data access assets from S3 buckets";
  public static final String ASSET_SIZE = "Asset size in GB";

  /** Whether it says how many jobs may be in progress. */
  public boolean isOfJobsAtOnce() {
    return name.startsWith("Concurrent in progress jobs");
  }
}
