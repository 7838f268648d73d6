package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** How far a publication is, on one line. */
final class PublicationBar {
  private static final int WIDTH = 24;

  /** So much of what it waits for stands behind the bar. */
  private static final int LONGEST = 60;

  private PublicationBar() {}

  /** The line for a publication as the API tells it: a bar once its plan is known. */
  static String line(JsonNode publication) {
    var progress = publication.path("progress");
    var state = publication.path("state").asText();
    if (progress.isMissingNode()) {
      return state + waiting(publication);
    }
    long jobs = progress.path("jobs").asLong();
    long done = progress.path("jobs_done").asLong();
    double share = jobs == 0 ? 0 : Math.min(1, (double) done / jobs);
    int filled = (int) Math.round(share * WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %s, %s, job %,d of %,d, %,d of %,d assets%s",
        "#".repeat(filled),
        " ".repeat(WIDTH - filled),
        // All jobs are done before all is done.
        (int) Math.floor(share * 100),
        state,
        revision(progress),
        done,
        jobs,
        progress.path("assets_done").asLong(),
        progress.path("assets").asLong(),
        waiting(publication));
  }

  /** Which revision is at work, from 1 on. */
  static String revision(JsonNode progress) {
    return String.format(
        Locale.ROOT,
        "revision %,d of %,d",
        Math.max(1, progress.path("revision").asLong()),
        progress.path("revisions").asLong());
  }

  private static String waiting(JsonNode publication) {
    if (!publication.has("waiting_for")) {
      return "";
    }
    var cause = publication.path("waiting_for").asText();
    return ", waits for "
        + (cause.length() <= LONGEST ? cause : cause.substring(0, LONGEST - 1) + "…");
  }
}
