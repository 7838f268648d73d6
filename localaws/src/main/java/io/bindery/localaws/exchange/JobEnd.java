package io.bindery.localaws.exchange;

import io.bindery.localaws.exchange.Behaviour.SameName;
import io.bindery.localaws.exchange.ExchangeFaults.End;
import io.bindery.localaws.exchange.Kept.Asset;
import io.bindery.localaws.exchange.Kept.Failure;
import io.bindery.localaws.exchange.Kept.Job;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.exchange.Kept.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How a job ends: looks at the objects as they are then, and makes assets of them. */
final class JobEnd {
  private static final double GIB = 1L << 30;

  private final World world;
  private final Job job;
  private final List<Failure> failures = new ArrayList<>();
  private final Set<Source> refused = new HashSet<>();
  private final Map<Source, Long> sizes = new HashMap<>();

  private JobEnd(World world, Job job) {
    this.world = world;
    this.job = job;
  }

  /** The step that ends a job. */
  static Step of(World world, Job job) {
    return new JobEnd(world, job).step();
  }

  /** The step that ends a job from outside, with nothing imported. */
  static Step from(World world, Job job, End end) {
    if (end.state() != JobState.ERROR) {
      return Step.none().with(job.in(end.state(), world.now(), 0, List.of()));
    }
    Map.Entry<String, Double> limit =
        end.limit().entrySet().stream().findFirst().orElse(Map.entry("", 0.0));
    Failure failure =
        new Failure(
            end.code(),
            "Failed on order.",
            job.sources().stream().limit(1).toList(),
            limit.getKey(),
            limit.getValue(),
            limit.getKey().isEmpty() ? "" : job.revision(),
            limit.getKey().isEmpty() ? "" : "REVISION");
    return Step.none().with(job.in(JobState.ERROR, world.now(), 0, List.of(failure)));
  }

  private Step step() {
    Optional<Revision> revision = world.store().revision(job.revision());
    if (revision.isEmpty()
        || (revision.get().finalized() && world.behaviour().finalizedIsFrozen())) {
      fail("VALIDATION_EXCEPTION", "The revision is finalized or gone.", List.of());
      return ended(Step.none());
    }
    return job.isImport() ? imports() : givesAccess();
  }

  private void fail(String code, String message, List<Source> sources) {
    failures.add(new Failure(code, message, sources, "", 0, "", ""));
    refused.addAll(sources);
  }

  private Step ended(Step step) {
    return step.with(
        job.in(failures.isEmpty() ? JobState.COMPLETED : JobState.ERROR, world.now(), 0, failures));
  }

  private Step imports() {
    orderedFaults();
    look();
    names();
    room();
    Step step = Step.none();
    if (failures.isEmpty() || world.behaviour().errorLeavesAssets()) {
      List<Source> taken =
          job.sources().stream().distinct().filter(source -> !refused.contains(source)).toList();
      if (world.behaviour().sameName() == SameName.LAST) {
        taken = replacing(taken, step);
      }
      taken.forEach(source -> step.with(asset(source)));
    }
    return ended(step);
  }

  private void orderedFaults() {
    Set<String> keys = new HashSet<>();
    job.sources().forEach(source -> keys.add(source.key()));
    world
        .faults()
        .keyFaults(keys)
        .forEach(
            (code, met) ->
                fail(
                    code,
                    "Failed on order.",
                    job.sources().stream().filter(s -> met.contains(s.key())).toList()));
  }

  private void look() {
    List<Source> gone = new ArrayList<>();
    List<Source> large = new ArrayList<>();
    for (Source source : job.sources()) {
      OptionalLong size = world.objects().sizeOf(source.bucket(), source.key());
      if (size.isEmpty()) {
        gone.add(source);
      } else if (size.getAsLong() > world.quotas().assetBytes()) {
        large.add(source);
      } else {
        sizes.put(source, size.getAsLong());
      }
    }
    if (!gone.isEmpty()) {
      fail(
          "RESOURCE_NOT_FOUND_EXCEPTION",
          "%d of the objects do not exist.".formatted(gone.size()),
          gone);
    }
    if (!large.isEmpty()) {
      failures.add(
          new Failure(
              "SERVICE_QUOTA_EXCEEDED_EXCEPTION",
              "%d of the objects are too large.".formatted(large.size()),
              large,
              "Asset size in GB",
              world.quotas().assetBytes() / GIB,
              "",
              ""));
      refused.addAll(large);
    }
  }

  private void names() {
    if (world.behaviour().sameName() != SameName.JOB_ERROR) {
      return;
    }
    Set<String> names = new HashSet<>();
    world.store().assets(job.revision()).values().forEach(asset -> names.add(asset.name()));
    List<Source> twice =
        job.sources().stream().distinct().filter(source -> !names.add(source.key())).toList();
    if (!twice.isEmpty()) {
      fail(
          "VALIDATION_EXCEPTION",
          "%d of the assets have names that are there already.".formatted(twice.size()),
          twice);
    }
  }

  private void room() {
    int most = world.quotas().assetsPerRevision();
    long after =
        world.store().assets(job.revision()).size() + job.sources().stream().distinct().count();
    if (after > most) {
      failures.add(
          new Failure(
              "SERVICE_QUOTA_EXCEEDED_EXCEPTION",
              "The revision would have %d assets.".formatted(after),
              List.of(),
              "Assets per revision",
              most,
              job.revision(),
              "REVISION"));
      refused.addAll(job.sources());
    }
  }

  /** Takes those away that have the name of one which comes. */
  private List<Source> replacing(List<Source> taken, Step step) {
    Map<String, Source> last = new HashMap<>();
    taken.forEach(source -> last.put(source.key(), source));
    world.store().assets(job.revision()).values().stream()
        .filter(asset -> last.containsKey(asset.name()))
        .forEach(asset -> step.withoutAsset(asset.id()));
    return last.values().stream().sorted(Comparator.comparing(Source::key)).toList();
  }

  private Asset asset(Source source) {
    return asset(source.key(), source, sizes.getOrDefault(source, 0L));
  }

  private Asset asset(String name, Source source, long size) {
    long now = world.now();
    return new Asset(
        world.store().next(),
        World.newId(),
        job.dataSet(),
        job.revision(),
        name,
        source,
        size,
        source == null ? job.access() : null,
        now,
        now,
        job.assetTags());
  }

  private Step givesAccess() {
    String bucket = job.access().bucket();
    if (!world.objects().hasBucket(bucket)) {
      fail("RESOURCE_NOT_FOUND_EXCEPTION", "The bucket does not exist: " + bucket, List.of());
    }
    for (String key : job.access().keys()) {
      if (world.objects().sizeOf(bucket, key).isEmpty()) {
        fail(
            "RESOURCE_NOT_FOUND_EXCEPTION",
            String.format(Locale.ROOT, "The object %s/%s does not exist.", bucket, key),
            List.of());
      }
    }
    Step step = Step.none();
    if (failures.isEmpty()) {
      world.store().assets(job.revision()).values().forEach(a -> step.withoutAsset(a.id()));
      step.with(asset(bucket, null, 0));
    }
    return ended(step);
  }
}
