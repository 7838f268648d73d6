package io.bindery.platform.aws;

import io.bindery.platform.failure.Causes;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.zip.Checksum;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.checksums.CRC64NVME;

/**
 * CRC-64/NVME by the native library of S3's HTTP client, which multiplies without carry where the
 * processor can. It is used where it loads and computes what it must.
 */
public final class NativeCrc64 {
  private static final Logger log = LoggerFactory.getLogger(NativeCrc64.class);

  /** The published check: the CRC of the nine digits. */
  private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

  private static final long CHECK = 0xAE8B14860A799888L;

  private NativeCrc64() {}

  /** Makes native ones; others where this machine has none. */
  public static Supplier<Checksum> orElse(Supplier<? extends Checksum> other) {
    return IfThere.WORKS ? CRC64NVME::new : other::get;
  }

  /** Asked once. */
  private static final class IfThere {
    private static final boolean WORKS = works();

    private static boolean works() {
      try {
        CrtLibrary.load();
        var crc = new CRC64NVME();
        crc.update(DIGITS);
        if (crc.getValue() == CHECK) {
          return true;
        }
        log.warn("the native CRC-64/NVME is wrong on this machine: Bindery computes it itself");
      } catch (CrtRuntimeException | LinkageError e) {
        log.info("there is no native CRC-64/NVME on this machine: {}", Causes.text(e));
      }
      return false;
    }
  }
}
