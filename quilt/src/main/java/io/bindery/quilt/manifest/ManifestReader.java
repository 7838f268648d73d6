package io.bindery.quilt.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads a manifest line by line and computes its top hash on the way. What quilt3 would not write,
 * or would not read back as it stands, is refused with the line and the field. Not safe for use by
 * several threads.
 */
public final class ManifestReader implements AutoCloseable {

  /**
   * 8 MiB. Lines may be longer than we write them: other clients can be told to, and old ones knew
   * no bound.
   */
  public static final int DEFAULT_MAX_LINE_BYTES = 8 << 20;

  private final InputStream in;
  private final LineReader lines;
  private final boolean anyOrder;
  private final ManifestHeader header;
  private final TopHasher topHasher = new TopHasher();
  private final EntryOrder order = new EntryOrder();
  private long entries;
  private long contentBytes;
  private ManifestSummary summary;

  private ManifestReader(InputStream in, boolean anyOrder, int maxLineBytes) throws IOException {
    this.in = in;
    this.lines = new LineReader(in, maxLineBytes);
    this.anyOrder = anyOrder;
    byte[] first =
        lines
            .next()
            .orElseThrow(
                () ->
                    new InvalidManifestException(
                        1, "", "the file is empty, but the header must be here", null));
    this.header = LineParser.of(1, first).header();
    topHasher.header(header);
  }

  /**
   * Starts reading; takes entries only in manifest order.
   *
   * @param in read in large blocks, closed with this reader
   * @throws InvalidManifestException if the first line is no header
   */
  public static ManifestReader open(InputStream in) throws IOException {
    return new ManifestReader(in, false, DEFAULT_MAX_LINE_BYTES);
  }

  /**
   * Starts reading entries in whatever order they come; duplicates are then not noticed, and there
   * is no summary.
   *
   * @param in read in large blocks, closed with this reader
   * @throws InvalidManifestException if the first line is no header
   */
  public static ManifestReader openUnsorted(InputStream in) throws IOException {
    return new ManifestReader(in, true, DEFAULT_MAX_LINE_BYTES);
  }

  static ManifestReader open(InputStream in, int maxLineBytes) throws IOException {
    return new ManifestReader(in, false, maxLineBytes);
  }

  public ManifestHeader header() {
    return header;
  }

  /**
   * The next line, none after the last.
   *
   * @throws InvalidManifestException with the line, the field and the reason
   */
  public Optional<ManifestLine> next() throws IOException {
    Optional<byte[]> bytes = lines.next();
    if (bytes.isEmpty()) {
      if (summary == null && !anyOrder) {
        summary = new ManifestSummary(topHasher.finish(), entries, contentBytes, lines.bytes());
      }
      return Optional.empty();
    }
    ManifestLine line = LineParser.of(lines.line(), bytes.get()).line();
    if (!anyOrder) {
      take(line);
    }
    return Optional.of(line);
  }

  /**
   * The next entry, skipping directories; none after the last.
   *
   * @throws InvalidManifestException with the line, the field and the reason
   */
  public Optional<ManifestEntry> nextEntry() throws IOException {
    while (true) {
      Optional<ManifestLine> line = next();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (line.get() instanceof ManifestEntry entry) {
        return Optional.of(entry);
      }
    }
  }

  /** What the manifest came to, after its last line was taken. */
  public ManifestSummary summary() {
    if (summary == null) {
      throw new IllegalStateException("the manifest was not read to its end in manifest order");
    }
    return summary;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void take(ManifestLine line) {
    try {
      if (line instanceof ManifestEntry entry) {
        order.entry(entry.key());
        topHasher.entry(entry);
        entries++;
        contentBytes = ManifestSummary.add(contentBytes, entry.size());
      } else if (line instanceof DirectoryMeta directory) {
        order.directory(directory.path());
      }
    } catch (ManifestRuleException e) {
      throw new InvalidManifestException(lines.line(), "logical_key", e.getMessage(), e);
    }
  }
}
