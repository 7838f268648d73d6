package io.bindery.bench.clients;

import io.bindery.bench.measure.BenchException;
import io.bindery.quilt.checksum.Crc64Nvme;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.Checksum;
import software.amazon.awssdk.crt.checksums.CRC64NVME;

/** CRC-64/NVME in Java beside aws-crt's, by the length of what is handed over at once. */
final class Crcs {
  private static final double GB = 1e9;
  private static final int[] LENGTHS = {1 << 10, 16 << 10, 256 << 10, 8 << 20, 64 << 20};

  private Crcs() {}

  static List<Row> measure(Sizes sizes) {
    var content = new byte[LENGTHS[LENGTHS.length - 1]];
    new Random(42).nextBytes(content);
    var rows = new ArrayList<Row>();
    for (int length : LENGTHS) {
      long calls = Math.max(1, sizes.crcBytes() / length);
      equal(content, length);
      rows.add(
          Turns.run(
                  sizes.warmUps(),
                  sizes.rounds(),
                  () -> feed(Crc64Nvme::new, content, length, calls),
                  () -> feed(CRC64NVME::new, content, length, calls))
              .rate(
                  "crc64_%d_kib_gb_per_s".formatted(length >> 10),
                  "CRC-64/NVME, %,d KiB at once".formatted(length >> 10),
                  calls * length / GB,
                  "GB/s"));
    }
    return rows;
  }

  private static void equal(byte[] content, int length) {
    var ours = feed(Crc64Nvme::new, content, length, 3);
    if (ours != feed(CRC64NVME::new, content, length, 3)) {
      throw new BenchException("The two CRCs of %d bytes differ".formatted(length));
    }
  }

  private static long feed(
      Supplier<? extends Checksum> crcs, byte[] content, int length, long calls) {
    var crc = crcs.get();
    int at = 0;
    for (long call = 0; call < calls; call++) {
      crc.update(content, at, length);
      at = at + 2 * length > content.length ? 0 : at + length;
    }
    return crc.getValue();
  }
}
