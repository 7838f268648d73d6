package io.bindery.localaws.s3.wire;

/**
 * The CRC of two contents together from their own CRCs: the first one's is moved on over as many
 * zero bits as the second content has, by squaring the matrix of one step (as zlib does).
 */
final class CrcJoin {
  private final long polynomial;
  private final int width;

  /**
   * @param polynomial reflected
   * @param width bits, at most 64
   */
  CrcJoin(long polynomial, int width) {
    this.polynomial = polynomial;
    this.width = width;
  }

  long join(long first, long second, long bytesOfSecond) {
    if (bytesOfSecond == 0) {
      return first;
    }
    // One zero bit.
    long[] step = new long[width];
    step[0] = polynomial;
    for (int n = 1; n < width; n++) {
      step[n] = 1L << (n - 1);
    }
    // One zero byte.
    for (int i = 0; i < 3; i++) {
      step = squared(step);
    }
    long crc = first;
    for (long left = bytesOfSecond; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        crc = times(step, crc);
      }
      step = squared(step);
    }
    return crc ^ second;
  }

  private static long times(long[] matrix, long vector) {
    long sum = 0;
    for (int n = 0; vector != 0; n++, vector >>>= 1) {
      if ((vector & 1) != 0) {
        sum ^= matrix[n];
      }
    }
    return sum;
  }

  private static long[] squared(long[] matrix) {
    long[] square = new long[matrix.length];
    for (int n = 0; n < matrix.length; n++) {
      square[n] = times(matrix, matrix[n]);
    }
    return square;
  }
}
