package io.bindery.exchange.plan;

import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolFile;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Cuts sorted assets into revisions and jobs, and writes them to a file. A new rank begins a new
 * revision. The file has the assets, then where each job begins, the revisions, the summary as
 * JSON, and where these three begin.
 */
final class PlanWriter implements AutoCloseable {
  static final long MAGIC = 0x424e44504c414e31L;

  private final Quotas quotas;
  private final SpoolFile plan;
  private final SpoolFile jobStarts;
  private final SpoolFile revisionRows;
  private final DataOutputStream out;
  private final DataOutputStream starts;
  private final DataOutputStream rows;

  private long at;
  private long jobs;
  private long revisions;
  private long assets;
  private long bytes;
  private int rank;
  private long firstJob;
  private int inRevision;
  private int inJob;
  private long revisionBytes;

  PlanWriter(Spool spool, Quotas quotas) throws IOException {
    this.quotas = quotas;
    this.plan = spool.newFile();
    this.jobStarts = spool.newFile();
    this.revisionRows = spool.newFile();
    this.out = new DataOutputStream(plan.output());
    this.starts = new DataOutputStream(jobStarts.output());
    this.rows = new DataOutputStream(revisionRows.output());
    out.writeLong(MAGIC);
    at = Long.BYTES;
  }

  void add(Asset asset, int itsRank) throws IOException {
    if (inRevision == quotas.assetsPerRevision() || (inRevision > 0 && itsRank != rank)) {
      endRevision();
    }
    rank = itsRank;
    if (inJob == quotas.assetsPerJob()) {
      inJob = 0;
    }
    if (inJob == 0) {
      if (inRevision == 0) {
        firstJob = jobs;
      }
      starts.writeLong(at);
      jobs++;
    }
    write(AssetRecord.encode(asset, itsRank));
    inJob++;
    inRevision++;
    assets++;
    revisionBytes = Math.addExact(revisionBytes, asset.size());
    bytes = Math.addExact(bytes, asset.size());
  }

  private void write(ByteBuffer record) throws IOException {
    var content = new byte[record.remaining()];
    record.get(content);
    out.writeInt(content.length);
    out.write(content);
    at += Integer.BYTES + content.length;
  }

  private void endRevision() throws IOException {
    rows.writeLong(firstJob);
    rows.writeInt((int) (jobs - firstJob));
    rows.writeInt(inRevision);
    rows.writeLong(revisionBytes);
    revisions++;
    inRevision = 0;
    inJob = 0;
    revisionBytes = 0;
  }

  long jobs() {
    return jobs;
  }

  /** How many there are with the one that is open. */
  long revisions() {
    return revisions + (inRevision > 0 ? 1 : 0);
  }

  long assets() {
    return assets;
  }

  long bytes() {
    return bytes;
  }

  /** Ends the file, and gives it to be read; it is deleted when the plan is closed. */
  PlanFile finish(PlanSummary summary) throws IOException {
    if (inRevision > 0) {
      endRevision();
    }
    starts.close();
    rows.close();
    long jobsAt = at;
    copy(jobStarts);
    long revisionsAt = jobsAt + jobs * Long.BYTES;
    copy(revisionRows);
    long summaryAt = revisionsAt + revisions * PlanFile.ROW_BYTES;
    SummaryJson.write(summary, out);
    out.writeLong(jobsAt);
    out.writeLong(revisionsAt);
    out.writeLong(summaryAt);
    out.writeLong(MAGIC);
    out.close();
    return PlanFile.open(plan.path(), plan);
  }

  private void copy(SpoolFile file) throws IOException {
    try (file;
        var in = file.input()) {
      in.transferTo(out);
    }
  }

  /** Deletes the files unless they were finished. */
  void abandon() throws IOException {
    try (plan;
        out) {
      close();
    }
  }

  @Override
  public void close() throws IOException {
    try (jobStarts;
        revisionRows;
        starts;
        rows) {
      // Closing is all.
    }
  }
}
