package io.bindery.platform.look;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.regular.RegularWork;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Looks at what is named at run time: at each thing for as long as it is named, as {@link Watch}
 * does. What is named no more is in the node's health no more.
 */
public final class Watches {
  /** A policy that changes is known to all nodes within a second; so is what it names. */
  private static final Duration FOLLOW = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final Supplier<? extends Collection<Look>> named;
  private final Map<Dependency, Watch> watches = new HashMap<>();

  private Watches(ActorSystem<?> system, Supplier<? extends Collection<Look>> named) {
    this.system = system;
    this.named = named;
  }

  /**
   * Starts to look, for as long as the system runs.
   *
   * @param named what is named now; must be quick
   */
  public static void start(ActorSystem<?> system, Supplier<? extends Collection<Look>> named) {
    var watches = new Watches(system, named);
    watches.follow();
    RegularWork.start(system, "what-policies-name", FOLLOW, watches::follow);
  }

  private synchronized void follow() {
    var now = new HashSet<Dependency>();
    var looks = named.get();
    looks.forEach(look -> now.add(look.dependency()));
    watches
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !now.contains(entry.getKey());
              if (gone) {
                entry.getValue().end();
              }
              return gone;
            });
    looks.forEach(
        look ->
            watches.computeIfAbsent(look.dependency(), dependency -> Watch.start(system, look)));
  }
}
