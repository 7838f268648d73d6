package io.bindery.service.trace;

import static io.bindery.service.trace.JobWords.at;
import static io.bindery.service.trace.JobWords.digits;
import static io.bindery.service.trace.Trace.StepState.DONE;
import static io.bindery.service.trace.Trace.StepState.ENDED;
import static io.bindery.service.trace.Trace.StepState.UNKNOWN;
import static io.bindery.service.trace.Trace.StepState.WAITING;

import io.bindery.packager.state.JobState;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.service.trace.ManifestLook.Holds;
import io.bindery.service.trace.ManifestLook.Lacks;
import io.bindery.service.trace.ManifestLook.NotLooked;
import io.bindery.service.trace.Trace.Status;
import io.bindery.service.trace.Trace.Step;
import io.bindery.service.trace.Trace.StepName;
import java.util.List;
import java.util.Optional;

/** The way of an object from the announcement of its batch to the revision that holds it. */
final class PackageSteps {
  private PackageSteps() {}

  /** These steps, and where the way ends or has come to. */
  record Way(List<Step> steps, Conclusion end) {}

  /**
   * The way through the job that counts: one whose revision holds the object, else one that is
   * under way, else the last one.
   *
   * @return nothing if no job is known
   */
  static Optional<Way> of(Facts facts) {
    return holding(facts)
        .or(() -> facts.jobs().stream().filter(job -> !job.state().hasEnded()).findFirst())
        .or(() -> revised(facts))
        .or(() -> last(facts))
        .map(job -> through(facts, job));
  }

  private static Optional<PackageJob> holding(Facts facts) {
    return facts.jobs().stream()
        .filter(
            job ->
                facts.seen().get(job.jobId()) instanceof Holds holds
                    && otherVersion(facts, holds).isEmpty())
        .findFirst();
  }

  /** Whether a revision holds the object, in the version that is asked for or is newest. */
  static boolean isHeld(Facts facts) {
    return holding(facts).isPresent();
  }

  private static Optional<PackageJob> revised(Facts facts) {
    return facts.jobs().stream().filter(job -> job.topHash().isPresent()).findFirst();
  }

  private static Optional<PackageJob> last(Facts facts) {
    return facts.jobs().isEmpty()
        ? Optional.empty()
        : Optional.of(facts.jobs().get(facts.jobs().size() - 1));
  }

  private static Way through(Facts facts, PackageJob job) {
    var link =
        job.linkedBy() == PackageJob.Link.BATCH
            ? ""
            : "; it packages %s, and its description names no batch".formatted(job.source());
    var step =
        new Step(
            StepName.JOB,
            state(job),
            job.finishedAt().or(() -> Optional.of(job.acceptedAt())),
            "%s (job %s)%s".formatted(job.words(), job.jobId(), link));
    if (job.topHash().isPresent()) {
      return revision(facts, job, step);
    }
    return new Way(List.of(step), unmade(job));
  }

  private static Trace.StepState state(PackageJob job) {
    if (!job.state().hasEnded()) {
      return WAITING;
    }
    return job.topHash().isPresent() ? DONE : ENDED;
  }

  private static Conclusion unmade(PackageJob job) {
    var words = "Its job %s.".formatted(job.words().replaceAll("[.]$", ""));
    if (!job.state().hasEnded()) {
      return Conclusion.of(Status.PACKAGING, words);
    }
    if (job.state() == JobState.SUGGESTED) {
      return Conclusion.of(
              Status.SUGGESTED,
              words,
              "bindery suggestions list --source=%s shows the suggestion, and what became of it."
                  .formatted(job.source()))
          .by(
              EndRule.of(
                  EndRule.Kind.PACKAGE_POLICY, policyOf(job, "package or owned"), "suggest"));
    }
    if (job.state() == JobState.OFF) {
      return Conclusion.of(
              Status.NOT_PACKAGED,
              words,
              "If it should be packaged, change that policy, or package the folder with: bindery"
                  + " package "
                  + job.source())
          .by(EndRule.of(EndRule.Kind.PACKAGE_POLICY, policyOf(job, "package"), "off"));
    }
    return job.state() == JobState.REFUSED
        ? Conclusion.of(
                Status.REFUSED,
                words,
                "Do away with the cause, then move the message back from the packager's dead-letter"
                    + " queue, or package the folder with: bindery package "
                    + job.source())
            .by(EndRule.of(EndRule.Kind.DESCRIPTION, "the description of " + job.source()))
        : Conclusion.of(
            Status.NOT_MADE,
            words,
            "Do away with the cause, then: bindery jobs retry %s".formatted(job.jobId()));
  }

  private static String policyOf(PackageJob job, String key) {
    return "%s of the package policy of %s".formatted(key, job.source());
  }

  private static Way revision(Facts facts, PackageJob job, Step step) {
    var entry =
        facts.seen().getOrDefault(job.jobId(), new NotLooked("only the first revisions are read"));
    var name =
        "revision %s of package %s in s3://%s"
            .formatted(digits(job.topHash().orElseThrow()), job.packageName(), job.registry());
    var uri = job.uri().orElseThrow();
    if (entry instanceof Holds holds) {
      return new Way(
          List.of(
              step,
              new Step(
                  StepName.REVISION,
                  DONE,
                  job.finishedAt(),
                  "holds it as %s%s: %s"
                      .formatted(
                          holds.path(),
                          holds.object().versionId().map(id -> " in version " + id).orElse(""),
                          uri))),
          held(facts, job, holds, name));
    }
    if (entry instanceof Lacks) {
      return new Way(
          List.of(
              step,
              new Step(StepName.REVISION, ENDED, job.finishedAt(), "does not hold it: " + uri)),
          leftOut(facts, job, name));
    }
    return new Way(
        List.of(
            step,
            new Step(
                StepName.REVISION,
                UNKNOWN,
                job.finishedAt(),
                "made of its folder: %s; %s".formatted(uri, ((NotLooked) entry).why()))),
        Conclusion.of(
            Status.FOLDER_PACKAGED,
            "Its folder is %s; whether that holds it was not looked at, as %s."
                .formatted(name, ((NotLooked) entry).why())));
  }

  private static Conclusion held(Facts facts, PackageJob job, Holds holds, String name) {
    var other = otherVersion(facts, holds);
    if (other.isPresent()) {
      return Conclusion.of(
          Status.OTHER_VERSION,
          "The %s holds it in version %s, not in version %s."
              .formatted(name, other.get(), wanted(facts).orElseThrow()),
          "If the version that is asked for is the newer one, package the folder with: bindery"
              + " package "
              + job.source());
    }
    return job.state() == JobState.QUARANTINED
        ? Conclusion.of(
                Status.QUARANTINED,
                "It is in quarantine, in %s: %s."
                    .formatted(
                        name, job.error().map(it -> it.replaceAll("[.]$", "")).orElse("see below")),
                "bindery quarantine show %s says what is wrong.".formatted(job.packageName()))
            .by(
                EndRule.of(
                    EndRule.Kind.WORKFLOW,
                    "the rules of the registry, .quilt/workflows/config.yml"))
        : Conclusion.of(Status.PACKAGED, "It is in %s.".formatted(name));
  }

  private static Optional<String> wanted(Facts facts) {
    return facts.uri().versionId().or(() -> facts.stored().flatMap(Trace.StoredObject::versionId));
  }

  /** The version that a revision holds, if it is another than the one that is wanted. */
  private static Optional<String> otherVersion(Facts facts, Holds holds) {
    return holds
        .object()
        .versionId()
        .filter(held -> wanted(facts).filter(wanted -> !wanted.equals(held)).isPresent());
  }

  private static Conclusion leftOut(Facts facts, PackageJob job, String name) {
    var end =
        Conclusion.of(
            Status.LEFT_OUT,
            "The %s does not hold it: %s.".formatted(name, whyLeftOut(facts)),
            "Mend that, and package the folder with: bindery package " + job.source());
    if (facts.uri().key().endsWith("/")) {
      return end.by(EndRule.of(EndRule.Kind.FOLDER_MARKER, "a key that ends in /"));
    }
    return facts
        .excludedBy()
        .map(pattern -> end.by(EndRule.of(EndRule.Kind.EXCLUDE, policyOf(job, "exclude"), pattern)))
        .orElse(end);
  }

  private static String whyLeftOut(Facts facts) {
    if (facts.uri().key().endsWith("/")) {
      return "it is the marker of a folder, and no file";
    }
    if (facts.excludedBy().isPresent()) {
      return "the package policy excludes " + facts.excludedBy().get();
    }
    if (facts.stored().isPresent() && !facts.exists()) {
      return "it was deleted before the package was made";
    }
    return "a crate that decides what is in the package does not list it, an ignore file of the"
        + " folder leaves it out, no package can hold its key, or it was written while the package"
        + " was made";
  }

  /** Of a batch that no job is known of. */
  static Way noJob(Facts facts) {
    var announced = facts.closed().flatMap(closed -> closed.announcedAt());
    if (!facts.trace().rule().packaged()) {
      return new Way(
          List.of(
              new Step(
                  StepName.JOB, ENDED, Optional.empty(), "none: the policy says root = announce")),
          Conclusion.of(
                  Status.NOT_PACKAGED,
                  "It lies at the root of the bucket: its batch was announced, and the policy (root"
                      + " = announce) has it not packaged.",
                  "Set root = package, or package the bucket with: bindery package "
                      + S3Uri.of(facts.uri().bucket(), ""))
              .by(
                  EndRule.of(
                      EndRule.Kind.ROOT, PolicyPlace.of(facts.policy(), "root"), "announce")));
    }
    var words =
        "Its batch was announced%s, and no job is known of it%s."
            .formatted(announced.map(at -> " on " + at(at)).orElse(""), before(facts));
    return new Way(
        List.of(new Step(StepName.JOB, WAITING, Optional.empty(), "none is known" + before(facts))),
        facts.batchesHeldBack()
            ? Conclusion.of(
                    Status.ANNOUNCED,
                    words,
                    "Closed batches ask for no packages, as source edp is switched off: bindery"
                        + " sources on edp, then package the folder with: bindery package "
                        + S3Uri.of(facts.uri().bucket(), facts.trace().rule().prefix()))
                .by(EndRule.of(EndRule.Kind.SOURCE, "source edp", "off"))
            : Conclusion.of(
                Status.ANNOUNCED,
                words,
                "If this lasts, nothing leads to the packager's queue: set"
                    + " bindery.router.announce.packager-queue-url, or a rule from the bus to it."
                    + " Look at that queue and at its dead-letter queue as well."));
  }

  private static String before(Facts facts) {
    return facts
        .before()
        .flatMap(
            job ->
                job.times()
                    .finishedAt()
                    .map(at -> "; the last job of its folder ended before, on " + at(at)))
        .orElse("");
  }
}
