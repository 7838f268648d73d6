package io.bindery.service.shadow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The announcements of two systems side by side. Two belong together if bucket and prefix are the
 * same and their times are no further apart than the window; each belongs to one other at most, the
 * earliest first, which leaves as few alone as possible.
 *
 * @param rows in the order of time
 */
public record ShadowDiff(List<Row> rows) {
  /**
   * One announcement of ours, of theirs, or both.
   *
   * @param bucket the bucket
   * @param prefix the common prefix
   * @param ours when ours was made
   * @param theirs when theirs was made
   */
  public record Row(
      String bucket, String prefix, Optional<Instant> ours, Optional<Instant> theirs) {
    /** How much later ours is; negative if earlier, absent unless there are both. */
    public Optional<Duration> oursLater() {
      return ours.flatMap(our -> theirs.map(their -> Duration.between(their, our)));
    }

    private Instant first() {
      return ours.filter(our -> theirs.isEmpty() || our.isBefore(theirs.get()))
          .orElseGet(theirs::orElseThrow);
    }
  }

  private record Name(String bucket, String prefix) {}

  /**
   * Compares.
   *
   * @param window the longest time between two that belong together
   */
  public static ShadowDiff of(Heard ours, Heard theirs, Duration window) {
    var names =
        new TreeMap<Name, List<List<Ready>>>(
            Comparator.comparing(Name::bucket).thenComparing(Name::prefix));
    byName(ours).forEach((name, events) -> names.put(name, List.of(events, List.of())));
    byName(theirs)
        .forEach(
            (name, events) ->
                names.merge(
                    name,
                    List.of(List.of(), events),
                    (our, their) -> List.of(our.get(0), their.get(1))));
    var rows = new ArrayList<Row>();
    names.forEach((name, both) -> match(rows, name, both.get(0), both.get(1), window));
    rows.sort(Comparator.comparing(Row::first));
    return new ShadowDiff(List.copyOf(rows));
  }

  private static Map<Name, List<Ready>> byName(Heard heard) {
    return heard.events().stream()
        .collect(Collectors.groupingBy(ready -> new Name(ready.bucket(), ready.prefix())));
  }

  private static void match(
      List<Row> rows, Name name, List<Ready> ours, List<Ready> theirs, Duration window) {
    int our = 0;
    int their = 0;
    while (our < ours.size() || their < theirs.size()) {
      var ourTime =
          our < ours.size() ? Optional.of(ours.get(our).time()) : Optional.<Instant>empty();
      var theirTime =
          their < theirs.size() ? Optional.of(theirs.get(their).time()) : Optional.<Instant>empty();
      var row = new Row(name.bucket(), name.prefix(), ourTime, theirTime);
      boolean together = row.oursLater().map(d -> d.abs().compareTo(window) <= 0).orElse(false);
      if (!together && ourTime.isPresent() && theirTime.isPresent()) {
        // Nothing that comes later can belong to the earlier one.
        boolean oursFirst = ourTime.get().isBefore(theirTime.get());
        row =
            new Row(
                name.bucket(),
                name.prefix(),
                ourTime.filter(time -> oursFirst),
                theirTime.filter(time -> !oursFirst));
      }
      our += row.ours().isPresent() ? 1 : 0;
      their += row.theirs().isPresent() ? 1 : 0;
      rows.add(row);
    }
  }

  /** What both announced. */
  public List<Row> both() {
    return rows.stream().filter(row -> row.oursLater().isPresent()).toList();
  }

  /** What only ours announced. */
  public List<Row> onlyOurs() {
    return rows.stream().filter(row -> row.theirs().isEmpty()).toList();
  }

  /** What only theirs announced. */
  public List<Row> onlyTheirs() {
    return rows.stream().filter(row -> row.ours().isEmpty()).toList();
  }

  /** Whether each announcement of one has its counterpart. */
  public boolean isSame() {
    return both().size() == rows.size();
  }
}
