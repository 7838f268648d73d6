package io.bindery.exchange.plan;

import io.bindery.quilt.manifest.SpoolFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan in a file. What is asked for is read from the file, one job at a time: memory does not
 * depend on the size of the plan. Not safe for use by several threads.
 */
public final class PlanFile implements AutoCloseable {
  static final int ROW_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;
  private static final int TAIL_BYTES = 4 * Long.BYTES;
  private static final int MAX_SUMMARY = 16 << 20;
  private static final int MAX_RECORD = 64 << 10;

  private final FileChannel file;
  private final Path path;
  private final Optional<SpoolFile> spooled;
  private final long jobsAt;
  private final long revisionsAt;
  private final PlanSummary summary;

  private PlanFile(FileChannel file, Path path, Optional<SpoolFile> spooled) throws IOException {
    this.file = file;
    this.path = path;
    this.spooled = spooled;
    long tailAt = file.size() - TAIL_BYTES;
    check(tailAt >= Long.BYTES, "it is too short");
    var tail = read(tailAt, TAIL_BYTES);
    this.jobsAt = tail.getLong();
    this.revisionsAt = tail.getLong();
    long summaryAt = tail.getLong();
    check(
        tail.getLong() == PlanWriter.MAGIC && read(0, Long.BYTES).getLong() == PlanWriter.MAGIC,
        "it is not of this form, or not whole");
    check(
        jobsAt >= Long.BYTES
            && jobsAt <= revisionsAt
            && revisionsAt <= summaryAt
            && summaryAt <= tailAt
            && tailAt - summaryAt <= MAX_SUMMARY,
        "its parts are in no order");
    var text = new byte[(int) (tailAt - summaryAt)];
    read(summaryAt, text.length).get(text);
    this.summary = SummaryJson.read(text);
  }

  /**
   * Opens a plan that was written before.
   *
   * @throws IOException if it is no plan, or not whole
   */
  public static PlanFile open(Path path) throws IOException {
    return open(path, Optional.empty());
  }

  static PlanFile open(Path path, SpoolFile spooled) throws IOException {
    return open(path, Optional.of(spooled));
  }

  private static PlanFile open(Path path, Optional<SpoolFile> spooled) throws IOException {
    var file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new PlanFile(file, path, spooled);
    } catch (IOException | RuntimeException e) {
      try (file) {
        throw e;
      }
    }
  }

  public PlanSummary summary() {
    return summary;
  }

  public Path path() {
    return path;
  }

  /**
   * One of the revisions; there are none with s3-data-access, which has one that names no assets.
   *
   * @param number from 0
   */
  public PlannedRevision revision(long number) throws IOException {
    if (number < 0 || number >= summary.revisions() || summary.access().isPresent()) {
      throw new IllegalArgumentException("the plan has no revision " + number + " of assets");
    }
    var row = read(revisionsAt + number * ROW_BYTES, ROW_BYTES);
    return new PlannedRevision(number, row.getLong(), row.getInt(), row.getInt(), row.getLong());
  }

  /**
   * The assets of one of a revision's jobs.
   *
   * @param job from 0; the revision says how many there are
   */
  public List<Asset> assets(PlannedRevision revision, int job) throws IOException {
    var assets = new ArrayList<Asset>();
    records(revision, job, record -> assets.add(AssetRecord.decode(record)));
    return assets;
  }

  /** The assets of one of a revision's jobs, as {@link PackedAssets} reads them. */
  public byte[] packed(PlannedRevision revision, int job) throws IOException {
    var packing = new PackedAssets.Packing();
    records(revision, job, packing::add);
    return packing.bytes();
  }

  private void records(PlannedRevision revision, int job, PackedAssets.Use use) throws IOException {
    if (job < 0 || job >= revision.jobs()) {
      throw new IllegalArgumentException(
          "revision %d has no job %d".formatted(revision.number(), job));
    }
    long index = revision.firstJob() + job;
    long from = read(jobsAt + index * Long.BYTES, Long.BYTES).getLong();
    long to =
        index + 1 == summary.jobs()
            ? jobsAt
            : read(jobsAt + (index + 1) * Long.BYTES, Long.BYTES).getLong();
    while (from < to) {
      int length = read(from, Integer.BYTES).getInt();
      check(length > 0 && length <= MAX_RECORD && from + Integer.BYTES + length <= to, "a length");
      use.record(read(from + Integer.BYTES, length));
      from += Integer.BYTES + length;
    }
  }

  private ByteBuffer read(long at, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      check(file.read(bytes, at + bytes.position()) > 0, "it ends too early");
    }
    return bytes.flip();
  }

  private void check(boolean good, String otherwise) throws IOException {
    if (!good) {
      throw new IOException("%s is no plan that can be read: %s".formatted(path, otherwise));
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (spooled.isPresent()) {
        spooled.get().close();
      }
    }
  }
}
