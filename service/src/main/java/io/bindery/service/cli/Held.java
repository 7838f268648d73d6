package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.packager.state.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The packages in quarantine, as the service knows them. */
final class Held {
  private final ApiClient client;

  Held(ApiClient client) {
    this.client = client;
  }

  /**
   * A part of them.
   *
   * @param packages each the job that brought it there
   * @param more whether there are others
   */
  record Listed(List<JsonNode> packages, boolean more) {}

  /**
   * Lists them.
   *
   * @param over those of which it is over
   * @param registry null for all
   * @param name null for all
   */
  Listed list(boolean over, String registry, String name) {
    var answer =
        client.get(
            new ApiQuery("quarantine")
                .with("over", over)
                .with("limit", 1000)
                .with("registry", Names.bare(registry))
                .with("name", name));
    var packages = new ArrayList<JsonNode>();
    answer.path("packages").forEach(packages::add);
    return new Listed(packages, answer.has("next"));
  }

  JsonNode job(String id) {
    var job = client.get("packages/jobs/" + id);
    if (!JobState.of(job.path("state").asText()).equals(Optional.of(JobState.QUARANTINED))) {
      throw new CommandException(
          ExitCode.FAILED,
          "Job %s brought nothing into quarantine: its state is %s."
              .formatted(id, job.path("state").asText()));
    }
    return job;
  }
}
