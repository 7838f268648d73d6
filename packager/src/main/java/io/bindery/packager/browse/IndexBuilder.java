package io.bindery.packager.browse;

import io.bindery.quilt.manifest.ManifestRows;
import io.bindery.quilt.manifest.RecordSorter;
import io.bindery.quilt.manifest.Spool;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a manifest once and makes its index. Whatever quilt3 wrote is read, of any age and in any
 * order; memory is a few buffers.
 */
final class IndexBuilder {
  private static final int TELL_EVERY = 1000;

  private final Spool spool;
  private final IndexRoom.Share room;
  private final IndexProgress progress;

  IndexBuilder(Spool spool, IndexRoom.Share room, IndexProgress progress) {
    this.spool = spool;
    this.room = room;
    this.progress = progress;
  }

  /**
   * Makes the index of a manifest, in the thread that calls.
   *
   * @param in is read to its end, and closed
   * @throws io.bindery.quilt.manifest.InvalidManifestException if it is no manifest
   * @throws KeyTooLongException if a key is too long
   */
  ManifestIndex build(InputStream in) throws IOException {
    var counted = new Counted(in);
    Path file = null;
    FileChannel channel = null;
    try (var rows = ManifestRows.open(counted);
        var sorter = new RecordSorter(spool, KeyOrder::compareRecords)) {
      read(rows, sorter, counted);
      progress.state(IndexProgress.State.SORTING);
      file = Files.createTempFile(spool.directory(), "bindery-index", ".spool");
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      var writer = new IndexWriter(channel, room);
      for (var record = sorter.next(); record.isPresent(); record = sorter.next()) {
        writer.add(record.get());
      }
      long[] marks = writer.finish();
      var index = new ManifestIndex(file, channel, marks, room, rows.header(), counted.bytes);
      file = null;
      return index;
    } finally {
      if (file != null) {
        room.free();
        if (channel != null) {
          channel.close();
        }
        Files.deleteIfExists(file);
      }
    }
  }

  private void read(ManifestRows rows, RecordSorter sorter, Counted counted) throws IOException {
    progress.state(IndexProgress.State.READING);
    var codec = new RowCodec();
    long entries = 0;
    for (var row = rows.next(); row.isPresent(); row = rows.next()) {
      sorter.add(codec.encode(row.get()));
      if (++entries % TELL_EVERY == 0) {
        progress.read(entries, counted.bytes);
      }
    }
    progress.read(entries, counted.bytes);
  }

  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = super.read(to, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
