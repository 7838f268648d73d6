package io.bindery.packager.job;

import io.bindery.packager.draft.Draft;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageOwned;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.packager.quarantine.Problem;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.TraceContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of the golden journal, each with the name of its file; they are added to, never
 * changed.
 */
final class GoldenEvents {
  static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123456Z");
  static final String HASH = "0123456789abcdef".repeat(4);

  static final String DESCRIPTION =
      "{\"source_prefix\": \"s3://lab/a%20b/%C3%BC/\", \"registry\": \"lab\", \"package_name\":"
          + " \"a-b/ü\", \"metadata\": {\"z\": 1.0, \"a\": 100000000000000000000}}";

  static final List<Problem> PROBLEMS =
      List.of(
          new Problem("metadata", "$.run", "required property 'run' not found"),
          new Problem("message", "", "Commit message is required by workflow."));

  static final Draft DRAFT =
      new Draft(
          3,
          1L << 40,
          Optional.of(new Draft.Recognized("illumina-run", 90, List.of("RunInfo.xml: the run"))),
          Optional.of("{\"run\": \"ü\"}"),
          Map.of("run", "file RunInfo.xml"),
          Optional.of("qc"),
          PROBLEMS,
          List.of("a commit message"),
          2);

  static final OpenSpan SPAN =
      new OpenSpan(context("53995c3f42cd8ad8"), List.of(context("00f067aa0ba902b7")));
  static final OpenSpan JOINED =
      new OpenSpan(
          context("b7ad6b7169203331"),
          List.of(new TraceContext("0af7651916cd43dd8448eb211c80319c", "b9c7c989f97918e1", false)));
  static final Map<String, PackageEvent> EVENTS = new LinkedHashMap<>();

  static {
    add("description-accepted", PackageEvents.accepted("j1", "m-1", DESCRIPTION, T0));
    add("assembly-started", new AssemblyStarted("j1", 1, T0));
    add("description-accepted-while-busy", PackageEvents.accepted("j2", "m-2", DESCRIPTION, T0));
    add("description-coalesced", PackageEvents.coalesced("j2", "i3", "m-3", T0.plusSeconds(1)));
    add(
        "attempt-failed",
        new AttemptFailed(
            "j1",
            1,
            "S3 is busy: ü.",
            T0.plusSeconds(4),
            T0.plusSeconds(3),
            Optional.empty(),
            Optional.empty()));
    add("assembly-started-again", new AssemblyStarted("j1", 2, T0.plusSeconds(4)));
    add(
        "revision-assembled",
        new RevisionAssembled("j1", HASH, 1L << 40, 1L << 60, 1_795_255_200, T0.plusSeconds(5)));
    add(
        "revision-pushed",
        new RevisionPushed(
            "j1",
            HASH,
            "s3://lab/.quilt/packages/" + HASH,
            "s3://lab/.quilt/named_packages/a-b/%C3%BC/1795255200",
            T0.plusSeconds(6)));
    add("revision-announced", new RevisionAnnounced("j1", HASH, "e-1", T0.plusSeconds(7)));
    add("assembly-started-next", new AssemblyStarted("j2", 1, T0.plusSeconds(7)));
    add("revision-unchanged", new RevisionUnchanged("j2", HASH, 3, 42, T0.plusSeconds(8)));
    add("description-accepted-third", PackageEvents.accepted("j4", "m-4", DESCRIPTION, T0));
    add("assembly-started-third", new AssemblyStarted("j4", 1, T0));
    add(
        "job-failed",
        new JobFailed(
            "j4", 1, "Object s3://lab/a//b cannot be.", T0.plusSeconds(9), Optional.empty()));
    add("description-accepted-fifth", PackageEvents.accepted("j5", "m-5", DESCRIPTION, T0));
    add("job-cancelled", PackageEvents.cancelled("j5", T0.plusSeconds(10)));
    add("description-accepted-sixth", PackageEvents.accepted("j6", "m-6", DESCRIPTION, T0));
    add("assembly-started-sixth", new AssemblyStarted("j6", 1, T0));
    add(
        "package-refused",
        new PackageRefused(
            "j6", 1, "Metadata failed: ü.", Optional.of("qc"), PROBLEMS, Optional.of("held"), T0));
    add(
        "package-quarantined",
        new PackageQuarantined("j6", "held", HASH, 4, 43, T0.plusSeconds(11)));
    add("description-accepted-seventh", PackageEvents.accepted("j7", "m-7", DESCRIPTION, T0));
    add("assembly-started-seventh", new AssemblyStarted("j7", 1, T0));
    add("revision-unchanged-seventh", new RevisionUnchanged("j7", HASH, 3, 42, T0));
    add("quarantine-mended", new QuarantineMended("j7", HASH, T0.plusSeconds(12)));
    add(
        "quarantine-resolved",
        new QuarantineResolved("j7", Optional.of(HASH), Optional.empty(), T0.plusSeconds(13)));
    add(
        "package-refused-for-good",
        new PackageRefused(
            "j8", 1, "No message.", Optional.empty(), PROBLEMS, Optional.empty(), T0));
    add("quarantine-superseded", new QuarantineSuperseded("j6", "j9", "a/ü", HASH, T0));
    add("quarantine-dismissed", new QuarantineDismissed("j6", "ada", "A trial: ü.", T0));
    add(
        "description-accepted-by-order",
        PackageEvents.accepted("j10", "m-10", DESCRIPTION, T0, Optional.of("ada ü")));
    add("job-cancelled-by-order", new JobCancelled("j10", T0, Optional.of("ada ü")));
    var empty = "There is nothing to package: s3://lab/ü/ has no objects.";
    add("folder-empty", new FolderEmpty("j11", empty, T0));
    add(
        "description-accepted-of-batches",
        PackageEvents.accepted(
            "j12", "m-12", DESCRIPTION, T0, Optional.empty(), List.of("b-1", "b-2")));
    add(
        "description-coalesced-of-a-batch",
        PackageEvents.coalesced("j12", "i13", "m-13", T0, List.of("b-3")));
    add("job-cancelled-of-batches", PackageEvents.cancelled("j12", T0));
    add(
        "description-accepted-again",
        PackageEvents.accepted(
            "j14", "m-14", DESCRIPTION, T0, Optional.of("ada ü"), List.of(), Optional.of("j4")));
    add("assembly-started-fourteenth", new AssemblyStarted("j14", 1, T0));
    add(
        "attempt-refused",
        new AttemptFailed(
            "j14",
            1,
            "Waiting for the right to do it: ü.",
            T0.plusSeconds(20),
            T0.plusSeconds(19),
            Optional.of(T0.plusSeconds(18)),
            Optional.of("no-right")));
    add("assembly-started-fourteenth-again", new AssemblyStarted("j14", 2, T0.plusSeconds(20)));
    add(
        "description-coalesced-again",
        PackageEvents.coalesced("j15", "i16", "m-16", T0, List.of(), Optional.of("j4")));
    add(
        "job-failed-for-a-reason",
        new JobFailed("j14", 2, "Given up: ü.", T0.plusSeconds(21), Optional.of("no-right")));
    add(
        "package-refused-as-quilt-shows-it",
        new PackageRefused(
            "j17",
            1,
            "Metadata failed: ü.",
            Optional.empty(),
            List.of(new Problem("metadata", "$.ü", "is no number", Optional.of("meta/ü"))),
            Optional.empty(),
            T0));
    add(
        "description-accepted-in-a-trace",
        new DescriptionAccepted(
            "j18",
            "m-18",
            DESCRIPTION,
            T0,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.of(SPAN),
            Optional.empty()));
    add(
        "description-coalesced-in-a-trace",
        new DescriptionCoalesced(
            "j18",
            "i19",
            "m-19",
            T0,
            List.of(),
            Optional.empty(),
            Optional.of(JOINED),
            Optional.empty()));
    add("job-cancelled-in-a-trace", PackageEvents.cancelled("j18", T0));
    add(
        "description-accepted-to-suggest",
        new DescriptionAccepted(
            "j20",
            "m-20",
            DESCRIPTION,
            T0,
            Optional.empty(),
            List.of("b-20"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Intent.SUGGESTION)));
    add(
        "description-coalesced-by-order",
        new DescriptionCoalesced(
            "j20",
            "i21",
            "m-21",
            T0,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Intent.ORDER)));
    add("assembly-started-twentieth", new AssemblyStarted("j20", 1, T0));
    add("package-owned", new PackageOwned("j20", 1, HASH, T0.plusSeconds(30)));
    add(
        "package-suggested",
        new PackageSuggested("j20", DRAFT, Optional.of(HASH), T0.plusSeconds(31)));
    add(
        "package-suggested-bare",
        new PackageSuggested(
            "j22",
            new Draft(
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                0),
            Optional.empty(),
            T0));
  }

  private GoldenEvents() {}

  private static TraceContext context(String spanId) {
    return new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", spanId, true);
  }

  private static void add(String name, PackageEvent event) {
    EVENTS.put("%02d-%s".formatted(EVENTS.size() + 1, name), event);
  }
}
