package io.bindery.quilt.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes records in any order and gives them sorted. Memory is bounded: what does not fit is written
 * to sorted files in the spool, which are merged at the end. Files are deleted on {@link #close}.
 * Equal records are all given, one after the other. Not safe for use by several threads.
 */
public final class RecordSorter implements AutoCloseable {

  /**
   * Memory for records before some go to disk: 8 MiB, about thirty thousand entries of a manifest.
   * A million makes some forty files; more memory would hardly be faster, since it is compared as
   * often.
   */
  public static final int DEFAULT_RUN_BYTES = 8 << 20;

  /** How many files are merged into one, and so about how many are open at a time. */
  private static final int FAN_IN = 64;

  private final Spool spool;
  private final RecordOrder order;
  private final Run run;

  /** Files by how often their records were merged; fewer than {@link #FAN_IN} of each. */
  private final List<List<RunFile>> levels = new ArrayList<>();

  private RecordSource sorted;

  public RecordSorter(Spool spool, RecordOrder order) {
    this(spool, order, DEFAULT_RUN_BYTES);
  }

  /**
   * A sorter with other bounds.
   *
   * @param runBytes memory for records before some go to disk; a single larger record still fits
   */
  public RecordSorter(Spool spool, RecordOrder order, int runBytes) {
    if (runBytes < 1) {
      throw new IllegalArgumentException("runBytes is " + runBytes + ": it must be at least 1");
    }
    this.spool = spool;
    this.order = order;
    this.run = new Run(runBytes, order);
  }

  /**
   * Takes a record, and copies it; only before the first {@link #next}.
   *
   * @throws SpoolException if the disk is full, say
   */
  public void add(ByteBuffer record) throws IOException {
    if (sorted != null) {
      throw new IllegalStateException("a record was added after the first was taken out");
    }
    if (!run.fits(record.remaining())) {
      file(RunFile.write(spool, run.sorted()), 0);
      run.clear();
    }
    run.add(record);
  }

  /**
   * The next record, none after the last. It is good until the next call. The first call ends the
   * adding.
   *
   * @throws SpoolException if a temporary file cannot be read
   */
  public Optional<ByteBuffer> next() throws IOException {
    if (sorted == null) {
      List<RecordSource> sources = new ArrayList<>();
      sources.add(run.sorted());
      levels.forEach(sources::addAll);
      sorted = sources.size() == 1 ? sources.get(0) : new Merge(sources, order);
    }
    return sorted.advance() ? Optional.of(sorted.record()) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    Merge.closeAll(levels.stream().flatMap(List::stream).toList());
  }

  /** Puts a file to its level; a full level becomes one file of the next. */
  private void file(RunFile file, int level) throws IOException {
    if (level == levels.size()) {
      levels.add(new ArrayList<>());
    }
    List<RunFile> files = levels.get(level);
    files.add(file);
    if (files.size() == FAN_IN) {
      Merge merge = new Merge(files, order);
      RunFile merged = RunFile.write(spool, merge);
      merge.close();
      files.clear();
      file(merged, level + 1);
    }
  }
}
