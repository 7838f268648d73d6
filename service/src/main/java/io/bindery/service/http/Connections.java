package io.bindery.service.http;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections, bounded in all and for each address. When there are too many, the one goes
 * that has waited longest for its client to send a request: whoever opens connections and sends
 * nothing shuts out nobody else. Only if all of them have a request under way, the new one is
 * refused.
 */
final class Connections {
  private static final Logger log = LoggerFactory.getLogger(Connections.class);
  private static final long QUIET_NANOS = 60_000_000_000L;

  private final int most;
  private final int mostOfAddress;
  private final Set<Slot> open = new LinkedHashSet<>();

  /** Those without a request under way, the one that has waited longest first. */
  private final Set<Slot> waiting = new LinkedHashSet<>();

  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private boolean draining;
  private long told = System.nanoTime() - QUIET_NANOS;

  /**
   * None yet.
   *
   * @param most of all addresses
   * @param mostOfAddress of one
   */
  Connections(int most, int mostOfAddress) {
    this.most = most;
    this.mostOfAddress = mostOfAddress;
  }

  /** The place of one connection. Its methods may be called by any thread. */
  final class Slot {
    private final InetAddress address;
    private Runnable close = () -> {};
    private boolean closing;

    private Slot(InetAddress address) {
      this.address = address;
    }

    /** Says how it is closed; it is waiting from now on. */
    void opened(Runnable how) {
      boolean now;
      synchronized (Connections.this) {
        close = how;
        now = closing || draining;
      }
      if (now) {
        how.run();
      }
    }

    void busy() {
      synchronized (Connections.this) {
        waiting.remove(this);
      }
    }

    /**
     * Its request is answered.
     *
     * @return whether it is to be closed rather than to wait for another request
     */
    boolean idle() {
      synchronized (Connections.this) {
        if (open.contains(this)) {
          waiting.add(this);
        }
        return draining;
      }
    }

    void closed() {
      boolean last;
      synchronized (Connections.this) {
        remove(this);
        last = draining && open.isEmpty();
      }
      if (last) {
        drained.complete(null);
      }
    }
  }

  /** A place for a connection of this address; nothing if it has to be refused. */
  Optional<Slot> admit(InetAddress address) {
    Slot victim = null;
    synchronized (this) {
      if (draining) {
        return Optional.empty();
      }
      boolean full = byAddress.getOrDefault(address, 0) >= mostOfAddress;
      if (full || open.size() >= most) {
        victim = longestWaiting(full ? Optional.of(address) : Optional.empty()).orElse(null);
        if (victim == null) {
          tell("all have a request under way, so another one is refused.", address);
          return Optional.empty();
        }
        victim.closing = true;
        remove(victim);
        tell("those that wait longest for a request are closed for new ones.", address);
      }
      var slot = new Slot(address);
      open.add(slot);
      waiting.add(slot);
      byAddress.merge(address, 1, Integer::sum);
      if (victim != null) {
        victim.close.run();
      }
      return Optional.of(slot);
    }
  }

  /** Takes no more; done when those that have a request under way are closed as well. */
  CompletionStage<Void> drain() {
    List<Slot> now;
    synchronized (this) {
      draining = true;
      now = List.copyOf(waiting);
      if (open.isEmpty()) {
        drained.complete(null);
      }
    }
    now.forEach(slot -> slot.close.run());
    return drained;
  }

  synchronized int count() {
    return open.size();
  }

  private Optional<Slot> longestWaiting(Optional<InetAddress> address) {
    return waiting.stream()
        .filter(slot -> address.isEmpty() || slot.address.equals(address.get()))
        .findFirst();
  }

  private void remove(Slot slot) {
    waiting.remove(slot);
    if (open.remove(slot)) {
      byAddress.computeIfPresent(slot.address, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private void tell(String what, InetAddress address) {
    if (System.nanoTime() - told >= QUIET_NANOS) {
      told = System.nanoTime();
      log.warn(
          "the HTTP API has {} connections open, {} of them of {}; {} See bindery.http.connections"
              + " and connections-per-address.",
          open.size(),
          byAddress.getOrDefault(address, 0),
          address.getHostAddress(),
          what);
    }
  }
}
