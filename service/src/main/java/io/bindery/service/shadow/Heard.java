package io.bindery.service.shadow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one system announced. */
public final class Heard {
  private final List<Ready> events = new ArrayList<>();
  private final Set<String> identities = new HashSet<>();
  private int others;

  /**
   * Takes an event in.
   *
   * @param where it stands, for the error
   * @throws ShadowException if it is not an event
   */
  void add(String event, String where) {
    Optional<Ready> ready = ReadyParser.parse(event, where);
    if (ready.isEmpty()) {
      others++;
    } else if (identities.add(ready.get().identity())) {
      events.add(ready.get());
    }
  }

  /** The announcements, each once, in the order of time. */
  List<Ready> events() {
    return events.stream().sorted(Comparator.comparing(Ready::time)).toList();
  }

  /** How many different announcements there are. */
  public int count() {
    return events.size();
  }

  /** How many other events were among them, such as those of new package revisions. */
  public int others() {
    return others;
  }
}
