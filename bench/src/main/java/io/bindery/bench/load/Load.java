package io.bindery.bench.load;

import io.bindery.protocol.notice.ObjectEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A stream of object events that never repeats one. The prefixes are drawn by a seeded generator;
 * not thread-safe.
 */
public final class Load {
  /** The bucket of all events. */
  public static final String BUCKET = "bench";

  private static final long SIZE = 1_048_576;

  /** How often each prefix comes. */
  public enum Spread {
    UNIFORM,
    /** The n-th prefix comes 1/n times as often as the first. */
    ZIPF
  }

  /**
   * What is drawn.
   *
   * @param prefixes how many there are
   * @param spread how often each comes
   */
  public record Shape(int prefixes, Spread spread) {
    public static Shape uniform(int prefixes) {
      return new Shape(prefixes, Spread.UNIFORM);
    }

    public static Shape zipf(int prefixes) {
      return new Shape(prefixes, Spread.ZIPF);
    }

    @Override
    public String toString() {
      return prefixes == 1
          ? "1 prefix"
          : "%,d prefixes, %s".formatted(prefixes, spread == Spread.ZIPF ? "Zipf" : "uniform");
    }
  }

  private final SplittableRandom random;
  private final Shape shape;
  private final double[] cumulative;
  private final String source;
  private long made;

  /**
   * A stream.
   *
   * @param source keeps the keys of one stream apart from those of others
   */
  public Load(Shape shape, long seed, String source) {
    this.random = new SplittableRandom(seed);
    this.shape = shape;
    this.source = source;
    this.cumulative = shape.spread() == Spread.ZIPF ? zipf(shape.prefixes()) : new double[0];
  }

  /** The common prefix of a number; all are of the same length. */
  public static String prefix(int number) {
    return "lab/run%08d/".formatted(number);
  }

  public ObjectEvent next() {
    return event(draw());
  }

  /** The next event, of the prefix with this number. */
  public ObjectEvent event(int number) {
    long serial = made++;
    var digits = Integer.toString(100_000_000 + number).substring(1);
    return new ObjectEvent(
        ObjectEvent.Kind.CREATED,
        BUCKET,
        "lab/run" + digits + "/reads_" + source + "_" + serial + ".fastq.gz",
        Optional.of("3sL4kqtJlcpXroDTDmJ-rmSpXd3dIbrHY" + serial),
        SIZE,
        Optional.of("d41d8cd98f00b204e9800998ecf8427e"),
        Optional.of(Long.toHexString(serial)),
        Instant.ofEpochSecond(Instant.now().getEpochSecond()),
        "PutObject");
  }

  public List<ObjectEvent> next(int count) {
    var events = new ArrayList<ObjectEvent>(count);
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    return events;
  }

  private int draw() {
    if (shape.spread() == Spread.UNIFORM) {
      return random.nextInt(shape.prefixes());
    }
    int found = Arrays.binarySearch(cumulative, random.nextDouble());
    return Math.min(found < 0 ? -found - 1 : found, shape.prefixes() - 1);
  }

  private static double[] zipf(int count) {
    var sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    for (int i = 0; i < count; i++) {
      sums[i] /= sum;
    }
    return sums;
  }
}
