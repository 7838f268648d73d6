package io.bindery.bench.chaos.world;

import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk of its own, in a file: it can be full, and it can lose its power. What was not synced to
 * it lies in the page cache of its file system and not in the file, so that a copy of the file is
 * what a disk has after a power cut.
 */
final class Disk implements AutoCloseable {
  private static final int COPIES = 10;
  private static final int SPARE_KIBIBYTES = 64;

  /** Fields of a block device's statistics, from 0 on. */
  private static final int WRITTEN = 6;

  private static final int IN_FLIGHT = 8;

  private final Path directory;
  private final Path mountPoint;
  private final Path filler;
  private Path image;
  private int losses;

  private Disk(Path directory) {
    this.directory = directory;
    this.mountPoint = directory.resolve("mounted");
    this.filler = mountPoint.resolve("filler");
    this.image = directory.resolve("disk-0.img");
  }

  /** Mounts one, if this user may and the programs are there. */
  static Optional<Disk> mount(Path directory, int mebibytes) throws IOException {
    var disk = new Disk(directory);
    Files.createDirectories(disk.mountPoint);
    var image = disk.image.toString();
    boolean mounted =
        Shell.tried("", "truncate", "-s", mebibytes + "M", image).isGood()
            && Shell.tried("", "mkfs.ext4", "-q", "-F", "-m", "0", image).isGood()
            && disk.mount();
    if (!mounted) {
      Files.deleteIfExists(disk.image);
      return Optional.empty();
    }
    return Optional.of(disk);
  }

  private boolean mount() {
    // Nothing is to reach the file by itself while it is copied.
    return Shell.tried(
            "", "mount", "-o", "loop,noatime,commit=300", image.toString(), mountPoint.toString())
        .isGood();
  }

  Path mountPoint() {
    return mountPoint;
  }

  /** Leaves next to nothing free. */
  void fill() {
    var free = Shell.run("df", "--output=avail", "-k", mountPoint.toString()).lines().toList();
    long kibibytes = Long.parseLong(free.get(free.size() - 1).strip()) - SPARE_KIBIBYTES;
    // It may be full already, or be filled meanwhile.
    Shell.tried("", "fallocate", "-l", Math.max(1, kibibytes) + "K", filler.toString());
  }

  /** Gives back what {@link #fill} took. */
  void free() {
    Shell.run("rm", "-f", filler.toString());
  }

  /**
   * The power fails: from now on the disk has what was synced to it. Nothing that writes to it may
   * run.
   */
  void losePower() {
    var copy = directory.resolve("disk-%d.img".formatted(++losses));
    for (int tries = 1; ; tries++) {
      var before = writes();
      Shell.run("cp", "--sparse=always", image.toString(), copy.toString());
      // The kernel may have written something back while it was copied.
      if (before.equals(writes()) && before.inFlight() == 0) {
        break;
      }
      if (tries == COPIES) {
        throw new BenchException("The disk does not come to rest for a copy of it.");
      }
    }
    unmount();
    Shell.run("rm", "-f", image.toString());
    image = copy;
    if (!mount()) {
      throw new BenchException("The disk cannot be mounted after its power failed: " + copy);
    }
    // That it had gone was not synced either.
    free();
  }

  /**
   * What the kernel has written to the device.
   *
   * @param sectors so far
   * @param inFlight requests that have not ended
   */
  private record Writes(long sectors, long inFlight) {}

  private Writes writes() {
    var device = Shell.run("findmnt", "-n", "-o", "SOURCE", mountPoint.toString()).strip();
    var file = Path.of("/sys/block", Path.of(device).getFileName().toString(), "stat");
    try {
      var fields = Files.readString(file).strip().split(" +", -1);
      return new Writes(Long.parseLong(fields[WRITTEN]), Long.parseLong(fields[IN_FLIGHT]));
    } catch (IOException e) {
      throw new BenchException("The disk does not say what was written to it", e);
    }
  }

  private void unmount() {
    if (!Shell.tried("", "umount", mountPoint.toString()).isGood()) {
      Shell.run("umount", "-l", mountPoint.toString());
    }
  }

  @Override
  public void close() {
    unmount();
    Shell.run("rm", "-f", image.toString());
  }
}
