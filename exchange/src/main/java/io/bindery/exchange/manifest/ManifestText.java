package io.bindery.exchange.manifest;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The characters of a manifest: UTF-8 and nothing else, and no more than allowed. */
final class ManifestText {
  private static final int LOOKED_AT = 4;

  /** More bytes come than are allowed. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** It is JSON in another encoding, or no text at all. */
  static final class NotUtf8Exception extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private ManifestText() {}

  /** A byte order mark is passed over: editors of Windows write it. */
  static Reader reader(InputStream bytes, long maxBytes) throws IOException {
    var in = new BufferedInputStream(new Bounded(bytes, maxBytes), 64 << 10);
    in.mark(LOOKED_AT);
    var start = in.readNBytes(LOOKED_AT);
    in.reset();
    if (is(start, 0xEF, 0xBB, 0xBF)) {
      in.skipNBytes(3);
    } else if (is(start, 0xFE, 0xFF) || is(start, 0xFF, 0xFE)) {
      throw new NotUtf8Exception();
    } else {
      for (byte b : start) {
        if (b == 0) {
          throw new NotUtf8Exception();
        }
      }
    }
    return new InputStreamReader(
        in,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  private static boolean is(byte[] start, int... bytes) {
    if (start.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((start[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long maxBytes) {
      super(in);
      this.left = maxBytes;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw new TooLargeException();
      }
      return count;
    }
  }
}
