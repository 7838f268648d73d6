package io.bindery.router.policy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The policies in force on one node. Everything on the node reads them here each time it needs
 * them, so that a change is in force at once; what must act on a change listens. Safe for use by
 * several threads.
 */
public final class PolicyRegistry {
  /** Stops a listener; may be called more than once. */
  @FunctionalInterface
  public interface Subscription {
    /** No call begins after this; one that is under way may still end. */
    void cancel();
  }

  /** The token tells apart two calls with one listener. */
  private record Listener(Consumer<Policies> tell, Object token) {}

  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile Policies current;

  /** A registry that begins with these. */
  public PolicyRegistry(Policies initial) {
    this.current = initial;
  }

  /** The policies in force. */
  public Policies current() {
    return current;
  }

  /**
   * Puts other policies in force on this node and tells the listeners, on the caller's thread. If
   * they are equal to those in force, nobody is told.
   */
  public synchronized void replace(Policies next) {
    if (next.equals(current)) {
      return;
    }
    current = next;
    listeners.forEach(listener -> listener.tell().accept(next));
  }

  /** How many listen. */
  public int listeners() {
    return listeners.size();
  }

  /**
   * Tells of each replacement from now on.
   *
   * @param listener must be quick and must not throw: send a message, nothing more
   */
  public Subscription listen(Consumer<Policies> listener) {
    var entry = new Listener(listener, new Object());
    listeners.add(entry);
    return () -> listeners.remove(entry);
  }
}
