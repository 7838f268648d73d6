package io.bindery.localaws.s3.wire;

import java.util.zip.Checksum;

/** CRC-64/NVME: the polynomial AD93D23594C93659, bits reflected, all ones at both ends. */
final class Crc64Nvme implements Checksum {
  /** Reflected. */
  static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final long[][] TABLES = tables();

  private long state = -1;

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      tables[0][b] = crc;
    }
    for (int t = 1; t < 8; t++) {
      for (int b = 0; b < 256; b++) {
        long before = tables[t - 1][b];
        tables[t][b] = (before >>> 8) ^ tables[0][(int) (before & 0xff)];
      }
    }
    return tables;
  }

  @Override
  public void update(int b) {
    state = (state >>> 8) ^ TABLES[0][(int) ((state ^ b) & 0xff)];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int i = offset;
    int end = offset + length;
    long crc = state;
    // Eight bytes at a time.
    for (; end - i >= 8; i += 8) {
      long folded = 0;
      for (int t = 0; t < 8; t++) {
        folded ^= TABLES[7 - t][(int) ((crc ^ bytes[i + t]) & 0xff)];
        crc >>>= 8;
      }
      crc = folded;
    }
    state = crc;
    for (; i < end; i++) {
      update(bytes[i]);
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
}
