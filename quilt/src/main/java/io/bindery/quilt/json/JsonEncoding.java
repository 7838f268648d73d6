package io.bindery.quilt.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The encoding of JSON bytes, found by the rules of Python's {@code json.detect_encoding}. */
final class JsonEncoding {

  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  private static final int LONGEST_MARK = 4;

  private JsonEncoding() {}

  private record Found(Charset charset, int markLength) {}

  static String decode(byte[] bytes) {
    Found found = detect(bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes, found.markLength, bytes.length - found.markLength);
    CharsetDecoder decoder =
        found
            .charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out =
        CharBuffer.allocate((int) (in.remaining() * (double) decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      out.flip();
      int line = 1;
      int column = 1;
      for (int i = 0; i < out.length(); i++) {
        column = out.charAt(i) == '\n' ? 1 : column + 1;
        line += out.charAt(i) == '\n' ? 1 : 0;
      }
      throw new JsonSyntaxException(
          "the byte 0x%02x is not valid %s"
              .formatted(bytes[in.position()] & 0xff, found.charset.name()),
          line,
          column,
          in.position());
    }
    decoder.flush(out);
    return out.flip().toString();
  }

  /**
   * The text of a stream, whose malformed bytes end in a {@link
   * java.nio.charset.CharacterCodingException}.
   */
  static Reader reader(InputStream in) throws IOException {
    byte[] head = in.readNBytes(LONGEST_MARK);
    Found found = detect(head);
    return new InputStreamReader(
        new SequenceInputStream(
            new ByteArrayInputStream(head, found.markLength, head.length - found.markLength), in),
        found
            .charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  private static Found detect(byte[] b) {
    if (startsWith(b, 0x00, 0x00, 0xfe, 0xff)) {
      return new Found(UTF_32BE, 4);
    }
    if (startsWith(b, 0xff, 0xfe, 0x00, 0x00)) {
      return new Found(UTF_32LE, 4);
    }
    if (startsWith(b, 0xfe, 0xff)) {
      return new Found(StandardCharsets.UTF_16BE, 2);
    }
    if (startsWith(b, 0xff, 0xfe)) {
      return new Found(StandardCharsets.UTF_16LE, 2);
    }
    if (startsWith(b, 0xef, 0xbb, 0xbf)) {
      return new Found(StandardCharsets.UTF_8, 3);
    }
    return new Found(detectWithoutMark(b), 0);
  }

  private static Charset detectWithoutMark(byte[] b) {
    if (b.length >= 4) {
      if (b[0] == 0) {
        return b[1] == 0 ? UTF_32BE : StandardCharsets.UTF_16BE;
      }
      if (b[1] == 0) {
        return b[2] == 0 && b[3] == 0 ? UTF_32LE : StandardCharsets.UTF_16LE;
      }
    } else if (b.length == 2) {
      if (b[0] == 0) {
        return StandardCharsets.UTF_16BE;
      }
      if (b[1] == 0) {
        return StandardCharsets.UTF_16LE;
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
