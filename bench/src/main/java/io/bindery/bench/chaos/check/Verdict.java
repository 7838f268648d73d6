package io.bindery.bench.chaos.check;

import io.bindery.bench.chaos.history.History.Broken;
import java.util.List;
import java.util.Map;

/**
 * What a history shows.
 *
 * @param acknowledged elements that S3 acknowledged
 * @param classes how many elements there are of each class
 * @param announcedAgain announcements of batches that had been announced before, with the same id
 * @param doubleEffects second effects: elements in two batches, revisions of the same content,
 *     assets or publications twice
 * @param broken promises that were broken, in words; of many that are alike the first ones
 * @param brokenCount how many times a promise was broken
 * @param announceLatency from the acknowledgement to the announcement
 * @param recordLatency from the acknowledgement to the journal
 * @param resume from the death of a node until all that was uploaded then was recorded
 * @param examples of each class but that of the good ones
 */
public record Verdict(
    long acknowledged,
    Map<ElementClass, Long> classes,
    long announcedAgain,
    long doubleEffects,
    List<Broken> broken,
    long brokenCount,
    Latencies announceLatency,
    Latencies recordLatency,
    Latencies resume,
    List<String> examples) {
  public Verdict {
    classes = Map.copyOf(classes);
    broken = List.copyOf(broken);
    examples = List.copyOf(examples);
  }

  /** What became of an element. */
  public enum ElementClass {
    /** It is in exactly one batch, which was announced in time, and in a package. */
    OK,
    /** It is in no announced batch. */
    LOST,
    /** It was announced, is the newest version of its key, and is in no package. */
    NEVER_READ,
    /** It is in two batches, or in one twice. */
    DOUBLED,
    /** Its batch was announced before its rule was met. */
    EARLY
  }

  /** How many elements there are of a class. */
  public long count(ElementClass which) {
    return classes.getOrDefault(which, 0L);
  }

  /** Whether all was as it is promised. */
  public boolean isGood() {
    return count(ElementClass.OK) == acknowledged && doubleEffects == 0 && brokenCount == 0;
  }
}
