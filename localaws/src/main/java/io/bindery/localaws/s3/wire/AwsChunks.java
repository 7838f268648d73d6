package io.bindery.localaws.s3.wire;

import io.bindery.localaws.http.AwsError;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Content in the encoding aws-chunked, signed or not: {@code size[;extension]}, content, and so on,
 * then the trailers. Signatures are not checked.
 */
final class AwsChunks extends InputStream {
  private static final int LONGEST_LINE = 16 << 10;
  private static final int MOST_TRAILERS = 32;

  private final InputStream in;
  private final Map<String, String> trailers = new TreeMap<>();
  private long left;
  private boolean first = true;
  private boolean ended;

  AwsChunks(InputStream in) {
    this.in = in;
  }

  /** The headers behind the content, once that was read to its end; names in small letters. */
  Map<String, String> trailers() {
    return trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int n = in.read(bytes, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw new EOFException("The content ends within a chunk.");
    }
    left -= n;
    return n;
  }

  private void nextChunk() throws IOException {
    if (!first && !line().isEmpty()) {
      throw malformed("a chunk is longer than it says");
    }
    first = false;
    String head = line();
    int semicolon = head.indexOf(';');
    String size = (semicolon < 0 ? head : head.substring(0, semicolon)).strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw malformed("'" + head + "' is no chunk's size");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      ended = true;
      readTrailers();
    }
  }

  private void readTrailers() throws IOException {
    for (String line = line(); ; line = line()) {
      if (line.isEmpty()) {
        // Some clients put an empty line before the trailers: the content's end tells.
        line = line();
        if (line.isEmpty()) {
          return;
        }
      }
      int colon = line.indexOf(':');
      if (colon < 0 || trailers.size() >= MOST_TRAILERS) {
        throw malformed("'" + line + "' is no trailer");
      }
      trailers.put(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
  }

  /** A line without its end; "" also at the end of the content. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() >= LONGEST_LINE) {
        throw malformed("a line is longer than " + LONGEST_LINE + " bytes");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static AwsError malformed(String why) {
    return new AwsError(
        400, "IncompleteBody", "The request's body is not well-formed aws-chunked: " + why + ".");
  }
}
