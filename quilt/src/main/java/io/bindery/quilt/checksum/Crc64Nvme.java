package io.bindery.quilt.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME as S3 computes it: reflected polynomial 0x9A6C9329AC4BC9B5, initial value and final
 * XOR all ones. Sixteen bytes are taken at a time, each through a table of its own.
 */
public final class Crc64Nvme implements Checksum {

  private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int STRIDE = 16;
  private static final int COPY_BYTES = 8192;

  /** At {@code 256 * n + b}: the effect of byte b followed by n zero bytes. */
  private static final long[] TABLE = table();

  /**
   * At k: x to the power of 2 to the k, modulo the polynomial; up to the bits of 2^63 - 1 bytes.
   */
  private static final long[] POWERS = powers();

  private long state = -1;

  /** The CRC as S3 and manifests write it before base64: most significant byte first. */
  public static byte[] toBytes(long crc) {
    return ByteBuffer.allocate(Long.BYTES).putLong(crc).array();
  }

  /**
   * The CRC of two pieces of content, one after the other, from the CRC of each.
   *
   * @param secondLength bytes in the second piece
   */
  public static long combine(long first, long second, long secondLength) {
    if (secondLength < 0) {
      throw new IllegalArgumentException(
          "the length of a part is " + secondLength + ": it cannot be negative");
    }
    long shift = 1L << 63;
    int k = 3;
    for (long n = secondLength; n != 0; n >>>= 1, k++) {
      if ((n & 1) != 0) {
        shift = multiply(POWERS[k], shift);
      }
    }
    return multiply(shift, first) ^ second;
  }

  @Override
  public void update(int b) {
    state = (state >>> 8) ^ TABLE[((int) state ^ b) & 0xff];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    long[] t = TABLE;
    long s = state;
    int i = offset;
    int end = offset + length;
    for (int last = end - STRIDE; i <= last; i += STRIDE) {
      long a = s ^ (long) LONGS.get(bytes, i);
      long b = (long) LONGS.get(bytes, i + 8);
      s =
          t[0xf00 | ((int) a & 0xff)]
              ^ t[0xe00 | ((int) (a >>> 8) & 0xff)]
              ^ t[0xd00 | ((int) (a >>> 16) & 0xff)]
              ^ t[0xc00 | ((int) (a >>> 24) & 0xff)]
              ^ t[0xb00 | ((int) (a >>> 32) & 0xff)]
              ^ t[0xa00 | ((int) (a >>> 40) & 0xff)]
              ^ t[0x900 | ((int) (a >>> 48) & 0xff)]
              ^ t[0x800 | (int) (a >>> 56)]
              ^ t[0x700 | ((int) b & 0xff)]
              ^ t[0x600 | ((int) (b >>> 8) & 0xff)]
              ^ t[0x500 | ((int) (b >>> 16) & 0xff)]
              ^ t[0x400 | ((int) (b >>> 24) & 0xff)]
              ^ t[0x300 | ((int) (b >>> 32) & 0xff)]
              ^ t[0x200 | ((int) (b >>> 40) & 0xff)]
              ^ t[0x100 | ((int) (b >>> 48) & 0xff)]
              ^ t[(int) (b >>> 56)];
    }
    for (; i < end; i++) {
      s = (s >>> 8) ^ t[((int) s ^ bytes[i]) & 0xff];
    }
    state = s;
  }

  @Override
  public void update(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      bytes.position(bytes.limit());
      return;
    }
    byte[] copy = new byte[Math.min(COPY_BYTES, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int length = Math.min(copy.length, bytes.remaining());
      bytes.get(copy, 0, length);
      update(copy, 0, length);
    }
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = -1;
  }

  private static long[] table() {
    long[] t = new long[256 * STRIDE];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = timesX(crc);
      }
      t[b] = crc;
    }
    for (int i = 256; i < t.length; i++) {
      t[i] = (t[i - 256] >>> 8) ^ t[(int) t[i - 256] & 0xff];
    }
    return t;
  }

  private static long[] powers() {
    long[] p = new long[Long.SIZE + 3];
    p[0] = 1L << 62;
    for (int k = 1; k < p.length; k++) {
      p[k] = multiply(p[k - 1], p[k - 1]);
    }
    return p;
  }

  /**
   * Product of two polynomials modulo ours; the highest bit is the coefficient of x to the power of
   * 0.
   */
  private static long multiply(long a, long b) {
    long product = 0;
    for (; a != 0; a <<= 1, b = timesX(b)) {
      if (a < 0) {
        product ^= b;
      }
    }
    return product;
  }

  private static long timesX(long a) {
    return (a & 1) == 0 ? a >>> 1 : (a >>> 1) ^ POLYNOMIAL;
  }
}
