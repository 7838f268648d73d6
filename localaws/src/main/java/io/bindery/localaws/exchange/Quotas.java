package io.bindery.localaws.exchange;

/**
 * The quotas of Data Exchange and of AddRevisions, at first as AWS has them. They may be changed at
 * any time; what is there already stays.
 */
public final class Quotas {
  private volatile int assetsPerRevision = 10_000;
  private volatile int assetsPerImport = 100;
  private volatile int imports = 10;
  private volatile int accessJobs = 5;
  private volatile int revisions = 10_000;
  private volatile int accessRevisions = 5;
  private volatile int accessEntries = 5;
  private volatile int dataSets = 3_000;
  private volatile int revisionsPerChangeSet = 5;
  private volatile long assetBytes = 100L << 30;

  Quotas() {}

  /** Assets of one revision. */
  public Quotas assetsPerRevision(int most) {
    assetsPerRevision = checked(most);
    return this;
  }

  /** Assets of one import job from S3. */
  public Quotas assetsPerImport(int most) {
    assetsPerImport = checked(most);
    return this;
  }

  /** Import jobs from S3 in progress at once. */
  public Quotas imports(int most) {
    imports = checked(most);
    return this;
  }

  /** Jobs in progress at once that give access to a bucket. */
  public Quotas accessJobs(int most) {
    accessJobs = checked(most);
    return this;
  }

  /** Revisions of a data set of objects. */
  public Quotas revisions(int most) {
    revisions = checked(most);
    return this;
  }

  /** Revisions of a data set that gives access to a bucket. */
  public Quotas accessRevisions(int most) {
    accessRevisions = checked(most);
    return this;
  }

  /** Keys and prefixes together of a job that gives access to a bucket. */
  public Quotas accessEntries(int most) {
    accessEntries = checked(most);
    return this;
  }

  /** Data sets of the account. */
  public Quotas dataSets(int most) {
    dataSets = checked(most);
    return this;
  }

  /** Revisions of one AddRevisions. */
  public Quotas revisionsPerChangeSet(int most) {
    revisionsPerChangeSet = checked(most);
    return this;
  }

  /** The size of one asset, in bytes. */
  public Quotas assetBytes(long most) {
    if (most < 0) {
      throw new IllegalArgumentException("A quota is " + most + ": it must be 0 or more.");
    }
    assetBytes = most;
    return this;
  }

  private static int checked(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("A quota is " + most + ": it must be 0 or more.");
    }
    return most;
  }

  public int assetsPerRevision() {
    return assetsPerRevision;
  }

  public int assetsPerImport() {
    return assetsPerImport;
  }

  public int imports() {
    return imports;
  }

  public int accessJobs() {
    return accessJobs;
  }

  public int revisions() {
    return revisions;
  }

  public int accessRevisions() {
    return accessRevisions;
  }

  public int accessEntries() {
    return accessEntries;
  }

  public int dataSets() {
    return dataSets;
  }

  public int revisionsPerChangeSet() {
    return revisionsPerChangeSet;
  }

  public long assetBytes() {
    return assetBytes;
  }

  /** All as at first. */
  void reset() {
    Quotas fresh = new Quotas();
    assetsPerRevision = fresh.assetsPerRevision;
    assetsPerImport = fresh.assetsPerImport;
    imports = fresh.imports;
    accessJobs = fresh.accessJobs;
    revisions = fresh.revisions;
    accessRevisions = fresh.accessRevisions;
    accessEntries = fresh.accessEntries;
    dataSets = fresh.dataSets;
    revisionsPerChangeSet = fresh.revisionsPerChangeSet;
    assetBytes = fresh.assetBytes;
  }
}
