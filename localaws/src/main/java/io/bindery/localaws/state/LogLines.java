package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The lines of a log: eight hexadecimal digits of the content's CRC32C, a space, the content, a
 * line feed. The content holds no line feed. The first line's content is the log's header.
 */
final class LogLines {
  private static final int DIGITS = 8;
  private static final int BUFFER = 1 << 16;

  /** How many lines were whole, the header not counted, and the bytes of those that were not. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Read(long good, byte[] broken) {}

  private LogLines() {}

  static byte[] line(byte[] content) {
    byte[] line = new byte[DIGITS + 1 + content.length + 1];
    byte[] sum = checksum(content, 0, content.length).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(sum, 0, line, 0, DIGITS);
    line[DIGITS] = ' ';
    System.arraycopy(content, 0, line, DIGITS + 1, content.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /** Gives each whole line's content to {@code changes}. */
  static Read read(Path file, String header, Consumer<byte[]> changes) throws IOException {
    ByteArrayOutputStream broken = new ByteArrayOutputStream();
    long good = 0;
    boolean first = true;
    try (LineReader in = new LineReader(Files.newInputStream(file))) {
      while (in.next()) {
        if (!isWhole(in)) {
          broken.write(in.bytes(), in.from(), in.length());
        } else if (first) {
          requireHeader(file, header, new String(content(in), StandardCharsets.UTF_8));
        } else {
          changes.accept(content(in));
          good++;
        }
        first = false;
      }
    }
    return new Read(good, broken.toByteArray());
  }

  private static void requireHeader(Path file, String header, String found) {
    if (!found.equals(header)) {
      throw new LocalAwsException(
          "The file "
              + file
              + " is of the kind '"
              + found
              + "', but this build reads '"
              + header
              + "': use the build that wrote it, or choose another data directory.");
    }
  }

  private static boolean isWhole(LineReader line) {
    byte[] bytes = line.bytes();
    int from = line.from();
    int end = from + line.length() - 1;
    int content = from + DIGITS + 1;
    if (end < content || bytes[end] != '\n' || bytes[content - 1] != ' ') {
      return false;
    }
    long told = 0;
    for (int i = from; i < from + DIGITS; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return false;
      }
      told = told << 4 | digit;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, content, end - content);
    return told == crc.getValue();
  }

  private static byte[] content(LineReader line) {
    int from = line.from() + DIGITS + 1;
    return Arrays.copyOfRange(line.bytes(), from, line.from() + line.length() - 1);
  }

  private static String checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    String hex = Long.toHexString(crc.getValue()).toLowerCase(Locale.ROOT);
    return "0".repeat(DIGITS - hex.length()) + hex;
  }

  /** Writes a log anew beside {@code file}, then moves it there; gives the number of changes. */
  static long writeAside(Path file, String header, Iterator<byte[]> changes) throws IOException {
    long[] written = {0};
    DurableFile.replace(
        file,
        channel -> {
          try (OutputStream out = new BufferedOutputStream(channel, BUFFER)) {
            out.write(line(header.getBytes(StandardCharsets.UTF_8)));
            while (changes.hasNext()) {
              out.write(line(changes.next()));
              written[0]++;
            }
          }
        });
    return written[0];
  }
}
