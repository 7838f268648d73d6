package io.bindery.bench.packager;

import io.bindery.bench.measure.BenchException;
import java.util.regex.Pattern;

/** How fast OpenSSL hashes on one core of this machine. */
final class OpenSsl {
  private static final Pattern RATE = Pattern.compile("\\+F:\\d+:sha256:([0-9.]+)");

  private OpenSsl() {}

  /** CPU seconds for 10^9 bytes. */
  static double cpuSecondsPerGb() {
    var out =
        Programs.run(
            "openssl", "speed", "-mr", "-evp", "sha256", "-bytes", "16384", "-seconds", "2");
    var rate = RATE.matcher(out);
    if (!rate.find()) {
      throw new BenchException("openssl speed says nothing of sha256: " + out);
    }
    return 1e9 / Double.parseDouble(rate.group(1));
  }
}
