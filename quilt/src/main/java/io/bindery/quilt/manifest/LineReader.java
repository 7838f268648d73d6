package io.bindery.quilt.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Cuts a stream into lines of bounded length at line feeds. */
final class LineReader {

  private final InputStream in;
  private final int maxLineBytes;
  private final byte[] buffer = new byte[64 << 10];
  private int at;
  private int limit;
  private long line;
  private long bytes;

  LineReader(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  /** The next line without its line feed; the last one need not have any. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    boolean any = false;
    while (at < limit || fill()) {
      if (!any) {
        any = true;
        line++;
      }
      int end = at;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      if (out.size() + (end - at) > maxLineBytes) {
        throw new InvalidManifestException(
            line, "", "it is longer than the " + maxLineBytes + " bytes that are read", null);
      }
      out.write(buffer, at, end - at);
      bytes += end - at;
      at = end;
      if (at < limit) {
        at++;
        bytes++;
        return Optional.of(out.toByteArray());
      }
    }
    return any ? Optional.of(out.toByteArray()) : Optional.empty();
  }

  /** The number of the line that was given last, from 1. */
  long line() {
    return line;
  }

  /** How many bytes were given, line feeds too. */
  long bytes() {
    return bytes;
  }

  private boolean fill() throws IOException {
    at = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }
}
