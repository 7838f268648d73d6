package io.bindery.packager.job;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.Outcome;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The jobs of a node that wait because AWS refuses what they need, for its health. */
final class Withheld implements Extension {
  private static final Id ID = new Id();

  private final Part part;
  private final Map<String, String> reasons = new LinkedHashMap<>();

  private Withheld(Part part) {
    this.part = part;
    part.good();
  }

  static Withheld of(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** What became of a job's step. */
  void ended(Outcome outcome) {
    if (outcome instanceof AttemptEnded failed && failed.waitingFor().isPresent()) {
      waits(
          outcome.jobId(),
          "waiting for %s: %s".formatted(failed.waitingFor().get(), failed.reason()));
    } else {
      leaves(outcome.jobId());
    }
  }

  private synchronized void waits(String jobId, String reason) {
    reasons.put(jobId, reason);
    tell();
  }

  /** It waits no longer, or no longer here. */
  synchronized void leaves(String jobId) {
    if (reasons.remove(jobId) != null) {
      tell();
    }
  }

  private void tell() {
    var first = reasons.values().stream().findFirst();
    if (first.isEmpty()) {
      part.good();
      return;
    }
    part.failed(
        Finding.denied(
            "%d job%s %s".formatted(reasons.size(), reasons.size() == 1 ? "" : "s", first.get()),
            "Jobs are tried again for as long as bindery.packager.retry.refused-for says; after"
                + " that, bindery retry --since=TIME brings back all that have failed."));
  }

  private static final class Id extends ExtensionId<Withheld> {
    @Override
    public Withheld createExtension(ActorSystem<?> system) {
      return new Withheld(
          Health.get(system)
              .part(
                  new Dependency(
                      "packager.access",
                      Kind.BUCKET,
                      "bindery.packager.sources",
                      "what jobs read and write",
                      Optional.empty(),
                      false)));
    }
  }
}
