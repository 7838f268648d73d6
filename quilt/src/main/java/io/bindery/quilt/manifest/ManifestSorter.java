package io.bindery.quilt.manifest;

import java.io.IOException;
import java.util.Optional;

/**
 * Takes entries in any order and gives them in manifest order. Memory is bounded: what does not fit
 * is written to sorted files in the spool, which are merged at the end. Files are deleted on {@link
 * #close}. Equal keys are all given, one after the other. Not safe for use by several threads.
 */
public final class ManifestSorter implements AutoCloseable {

  /** Memory for entries before some go to disk. */
  public static final int DEFAULT_RUN_BYTES = RecordSorter.DEFAULT_RUN_BYTES;

  private final EntryCodec codec = new EntryCodec();
  private final RecordSorter records;

  public ManifestSorter(Spool spool) {
    this(spool, DEFAULT_RUN_BYTES);
  }

  /**
   * A sorter with other bounds.
   *
   * @param runBytes memory for entries before some go to disk; a single larger entry still fits
   */
  public ManifestSorter(Spool spool, int runBytes) {
    this.records = new RecordSorter(spool, EntryCodec::compareKeys, runBytes);
  }

  /**
   * Takes an entry; only before the first {@link #next}.
   *
   * @throws SpoolException if the disk is full, say
   * @throws ManifestRuleException if its metadata cannot be written to a manifest
   */
  public void add(ManifestEntry entry) throws IOException {
    records.add(codec.encode(entry));
  }

  /**
   * The next entry in manifest order, none after the last. The first call ends the adding.
   *
   * @throws SpoolException if a temporary file cannot be read
   */
  public Optional<ManifestEntry> next() throws IOException {
    return records.next().map(EntryCodec::decode);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
