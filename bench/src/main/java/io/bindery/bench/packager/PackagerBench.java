package io.bindery.bench.packager;

import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All measurements, one after the other. */
final class PackagerBench {
  /** What can be measured by itself. */
  enum Measurement {
    HASH,
    SMALL,
    AGAIN,
    MANIFEST,
    MEMORY,
    RESUME
  }

  private final Set<Measurement> wanted;
  private final Consumer<String> progress;

  private PackagerBench(Set<Measurement> wanted, Consumer<String> progress) {
    this.wanted = wanted;
    this.progress = progress;
  }

  static Figures run(Path data, Set<Measurement> wanted, Sizes sizes, Consumer<String> progress)
      throws IOException {
    progress.accept("starting Postgres and S3");
    try (var world = PackagerWorld.start(data)) {
      return run(world, wanted, sizes, progress);
    }
  }

  static Figures run(
      PackagerWorld world, Set<Measurement> wanted, Sizes sizes, Consumer<String> progress)
      throws IOException {
    var machine = Machine.of(world.data(), world.database("machine"));
    progress.accept(machine.words());
    return new PackagerBench(wanted, progress).measure(machine, world, sizes);
  }

  private Figures measure(Machine machine, PackagerWorld world, Sizes sizes) {
    Part<Again> again;
    Part<SmallObjects> small;
    Part<Hashing> hashing;
    try (var node = new SettledNode(world, sizes)) {
      again =
          of(
              Measurement.AGAIN,
              "packages made again",
              () -> Again.measure(world, node.node(), sizes));
      small =
          of(Measurement.SMALL, "small objects", () -> SmallObjects.measure(world, node, sizes));
      hashing = of(Measurement.HASH, "large objects", () -> Hashing.measure(world, node, sizes));
    }
    return new Figures(
        machine,
        sizes,
        hashing,
        small,
        again,
        of(Measurement.MANIFEST, "a large manifest", () -> Manifest.measure(world, sizes)),
        of(Measurement.MEMORY, "memory", () -> Memory.measure(world, sizes)),
        of(Measurement.RESUME, "a kill half-way", () -> Resume.measure(world, sizes)));
  }

  private <T> Part<T> of(Measurement measurement, String words, Supplier<T> measured) {
    if (!wanted.contains(measurement)) {
      return Part.missing("This run was asked for other measurements only.");
    }
    progress.accept(words);
    return Part.measure(measured);
  }
}
