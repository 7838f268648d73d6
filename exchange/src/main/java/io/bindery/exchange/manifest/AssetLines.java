package io.bindery.exchange.manifest;

import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolFile;
import io.bindery.quilt.s3.S3Uri;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/** The assets that a manifest names, in a file of the spool: written once, then read. */
public final class AssetLines implements AutoCloseable {
  private final SpoolFile file;
  private final DataOutputStream out;
  private long count;

  public AssetLines(Spool spool) throws IOException {
    this.file = spool.newFile();
    try {
      this.out = new DataOutputStream(file.output());
    } catch (IOException e) {
      try (file) {
        throw e;
      }
    }
  }

  public void add(AssetLine line) throws IOException {
    out.writeInt(line.place().line());
    out.writeInt(line.place().column());
    out.writeLong(line.place().index());
    out.writeUTF(line.object().bucket());
    out.writeUTF(line.object().key());
    out.writeUTF(line.object().versionId().orElse(""));
    out.writeLong(line.size());
    count++;
  }

  /** What is done with each. */
  public interface Reader {
    void line(AssetLine line) throws IOException;
  }

  public long count() {
    return count;
  }

  /** Reads all of them; ends the writing. */
  public void read(Reader reader) throws IOException {
    out.close();
    try (var in = new DataInputStream(file.input())) {
      for (long i = 0; i < count; i++) {
        var place = new Place(in.readInt(), in.readInt(), in.readLong());
        var bucket = in.readUTF();
        var key = in.readUTF();
        var version = Optional.of(in.readUTF()).filter(text -> !text.isEmpty());
        reader.line(new AssetLine(place, new S3Uri(bucket, key, version), in.readLong()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      out.close();
    }
  }
}
