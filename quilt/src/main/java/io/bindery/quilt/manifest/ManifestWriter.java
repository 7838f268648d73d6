package io.bindery.quilt.manifest;

import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonOutput;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.manifest.ManifestRuleException.Rule;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a manifest line by line, and its top hash on the way. Directories come first, then
 * entries, each in the order of {@link io.bindery.quilt.name.LogicalKey}. After an exception the
 * manifest is of no use. The stream is neither buffered nor closed here. Not safe for use by
 * several threads.
 */
public final class ManifestWriter {

  /** The longest line, without its line feed, that quilt3 writes by default: bytes. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 1_000_000;

  private final OutputStream out;
  private final int maxRecordBytes;
  private final JsonOutput line = new JsonOutput(JsonForm.FILE);
  private final TopHasher topHasher;
  private final EntryOrder order = new EntryOrder();
  private long entries;
  private long contentBytes;
  private long manifestBytes;

  /**
   * Starts a manifest with its header.
   *
   * @throws ManifestRuleException if the header is too long or has no written form
   */
  public ManifestWriter(OutputStream out, ManifestHeader header) throws IOException {
    this(out, header, DEFAULT_MAX_RECORD_BYTES, new TopHasher());
  }

  ManifestWriter(OutputStream out, ManifestHeader header, int maxRecordBytes, TopHasher topHasher)
      throws IOException {
    this.out = out;
    this.maxRecordBytes = maxRecordBytes;
    this.topHasher = topHasher;
    render("header", () -> line.value(header.json()));
    topHasher.header(header);
    flush();
  }

  /**
   * Writes a directory's line; metadata that is empty gives none, as in quilt3.
   *
   * @throws ManifestRuleException if it may not come here, is too long or has no written form
   */
  public void directory(DirectoryMeta directory) throws IOException {
    order.directory(directory.path());
    if (!directory.meta().isTruthy()) {
      return;
    }
    String key = directory.path() + "/";
    render(
        key,
        () ->
            line.raw("{\"logical_key\": ")
                .string(key)
                .raw(", \"meta\": ")
                .value(directory.meta())
                .raw("}"));
    flush();
  }

  /**
   * Writes an entry's line.
   *
   * @throws ManifestRuleException if it may not come here, is too long or has no written form
   */
  public void entry(ManifestEntry entry) throws IOException {
    order.entry(entry.key());
    render(
        entry.key().value(),
        () ->
            line.raw("{\"logical_key\": ")
                .string(entry.key().value())
                .raw(", \"physical_keys\": [")
                .string(entry.physicalKey().toString())
                .raw("], \"size\": ")
                .integer(entry.size())
                .raw(", \"hash\": {\"type\": ")
                .string(entry.hash().type().wireName())
                .raw(", \"value\": ")
                .string(entry.hash().value())
                .raw("}, \"meta\": ")
                .value(entry.meta())
                .raw("}"));
    topHasher.entry(entry);
    flush();
    entries++;
    contentBytes =
        entry.size() > Long.MAX_VALUE - contentBytes ? Long.MAX_VALUE : contentBytes + entry.size();
  }

  /** Ends the manifest. To be called once. */
  public ManifestSummary finish() throws IOException {
    out.flush();
    return new ManifestSummary(topHasher.finish(), entries, contentBytes, manifestBytes);
  }

  private void render(String where, Runnable content) {
    line.reset();
    try {
      content.run();
    } catch (JsonWriteException e) {
      throw new ManifestRuleException(
          Rule.UNWRITABLE_VALUE, where, "'" + where + "': " + e.getMessage());
    }
    if (line.size() > maxRecordBytes) {
      throw new ManifestRuleException(
          Rule.RECORD_TOO_LONG,
          where,
          "'%s' makes a line of %d bytes, more than the %d allowed: shorten its metadata"
              .formatted(where, line.size(), maxRecordBytes));
    }
  }

  private void flush() throws IOException {
    line.raw("\n");
    line.writeTo(out);
    manifestBytes += line.size();
  }
}
