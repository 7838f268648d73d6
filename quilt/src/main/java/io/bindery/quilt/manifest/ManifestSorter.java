package io.bindery.quilt.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes entries in any order and gives them in manifest order. Memory is bounded: what does not fit
 * is written to sorted files in the spool, which are merged at the end. Files are deleted on {@link
 * #close}. Equal keys are all given, one after the other. Not safe for use by several threads.
 */
public final class ManifestSorter implements AutoCloseable {

  /**
   * Memory for entries before some go to disk: 8 MiB, about thirty thousand entries. A million
   * makes some forty files; more memory would hardly be faster, since it is compared as often.
   */
  public static final int DEFAULT_RUN_BYTES = 8 << 20;

  /** How many files are merged into one, and so about how many are open at a time. */
  private static final int FAN_IN = 64;

  private final Spool spool;
  private final EntryCodec codec = new EntryCodec();
  private final Run run;

  /** Files by how often their records were merged; fewer than {@link #FAN_IN} of each. */
  private final List<List<RunFile>> levels = new ArrayList<>();

  private RecordSource sorted;

  public ManifestSorter(Spool spool) {
    this(spool, DEFAULT_RUN_BYTES);
  }

  /**
   * A sorter with other bounds.
   *
   * @param runBytes memory for entries before some go to disk; a single larger entry still fits
   */
  public ManifestSorter(Spool spool, int runBytes) {
    if (runBytes < 1) {
      throw new IllegalArgumentException("runBytes is " + runBytes + ": it must be at least 1");
    }
    this.spool = spool;
    this.run = new Run(runBytes);
  }

  /**
   * Takes an entry; only before the first {@link #next}.
   *
   * @throws SpoolException if the disk is full, say
   * @throws ManifestRuleException if its metadata cannot be written to a manifest
   */
  public void add(ManifestEntry entry) throws IOException {
    if (sorted != null) {
      throw new IllegalStateException("an entry was added after the first was taken out");
    }
    var record = codec.encode(entry);
    if (!run.fits(record.remaining())) {
      file(RunFile.write(spool, run.sorted()), 0);
      run.clear();
    }
    run.add(record);
  }

  /**
   * The next entry in manifest order, none after the last. The first call ends the adding.
   *
   * @throws SpoolException if a temporary file cannot be read
   */
  public Optional<ManifestEntry> next() throws IOException {
    if (sorted == null) {
      List<RecordSource> sources = new ArrayList<>();
      sources.add(run.sorted());
      levels.forEach(sources::addAll);
      sorted = sources.size() == 1 ? sources.get(0) : new Merge(sources);
    }
    return sorted.advance() ? Optional.of(EntryCodec.decode(sorted.record())) : Optional.empty();
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
      Merge merge = new Merge(files);
      RunFile merged = RunFile.write(spool, merge);
      merge.close();
      files.clear();
      file(merged, level + 1);
    }
  }
}
