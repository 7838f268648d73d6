package io.bindery.quilt.manifest;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Reads sorted records from a file, which it deletes when it is closed. */
final class RunFile extends RecordSource {

  private final SpoolFile file;
  private DataInputStream in;

  private RunFile(SpoolFile file) {
    this.file = file;
  }

  /** Moves what a source has to a new file. */
  static RunFile write(Spool spool, RecordSource records) throws IOException {
    SpoolFile file = spool.newFile();
    try {
      try (OutputStream out = file.output()) {
        while (records.advance()) {
          records.writeTo(out);
        }
      }
      return new RunFile(file);
    } catch (IOException | RuntimeException e) {
      try (file) {
        throw e;
      }
    }
  }

  @Override
  boolean advance() throws IOException {
    if (in == null) {
      in = new DataInputStream(file.input());
    }
    int length;
    try {
      length = in.readInt();
    } catch (EOFException e) {
      return false;
    }
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
    }
    in.readFully(bytes, 0, length);
    end = length;
    return true;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (in != null) {
        in.close();
      }
    }
  }
}
