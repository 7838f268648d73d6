package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** How far a job is, on one line. */
final class JobBar {
  private static final int WIDTH = 24;
  private static final double MIB = 1 << 20;

  private JobBar() {}

  /** The line for a job as the API tells it: a bar once the listing is complete, figures before. */
  static String line(JsonNode job) {
    var progress = job.path("progress");
    var state = job.path("state").asText();
    if (progress.isMissingNode()) {
      return state;
    }
    long files = progress.path("hashed").asLong() + progress.path("reused").asLong();
    long listed = progress.path("listed").asLong();
    long bytes = progress.path("listed_bytes").asLong();
    long done = progress.path("done_bytes").asLong();
    if (!progress.path("listing_done").asBoolean()) {
      return "%s, listing: %,d objects, %,d done".formatted(state, listed, files);
    }
    double share = bytes == 0 ? ratio(files, listed) : ratio(done, bytes);
    int filled = (int) Math.round(share * WIDTH);
    var eta =
        progress.has("eta_seconds")
            ? ", %d s left".formatted(progress.path("eta_seconds").asLong())
            : "";
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %,d of %,d objects, %.1f MiB/s%s",
        "#".repeat(filled),
        " ".repeat(WIDTH - filled),
        Math.round(share * 100),
        files,
        listed,
        progress.path("rate").asLong() / MIB,
        eta);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 1 : Math.min(1, (double) part / whole);
  }
}
