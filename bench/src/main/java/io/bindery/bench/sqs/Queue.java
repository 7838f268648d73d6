package io.bindery.bench.sqs;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One standard queue. Only the thread of the event loop comes here, so there are no locks. What is
 * hidden comes back within {@value #LOOK_MILLIS} ms of its time.
 */
final class Queue {
  private static final long LOOK_MILLIS = 100;

  /** As long as those of AWS, which a client reads and sends back with every message. */
  private static final String RECEIPT = "AQEB" + "x4kPq0VvUeT2".repeat(27);

  private static final String RECEIPT_END = "==";

  /** Handed out and not deleted. */
  private record Held(Message message, long visibleAt) {}

  /** A call that waits for messages. */
  private record Waiting(Receive receive, Future<?> end) {}

  private final EventLoop loop;
  private final Deque<Message> visible = new ArrayDeque<>();
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long receipts;
  private boolean looking;
  private long filledAt = System.nanoTime();
  private long emptyAt = filledAt;
  private CompletableFuture<Duration> drained = new CompletableFuture<>();

  Queue(EventLoop loop) {
    this.loop = loop;
  }

  /** Adds messages at once; from now on time is counted. */
  void fill(Collection<Message> messages) {
    filledAt = System.nanoTime();
    drained = new CompletableFuture<>();
    add(messages);
  }

  void add(Collection<Message> messages) {
    visible.addAll(messages);
    serve();
  }

  /** Done when the queue is empty: how long after it was filled its last message was deleted. */
  CompletableFuture<Duration> drained() {
    if (left() == 0) {
      drained.complete(Duration.ofNanos(emptyAt - filledAt));
    }
    return drained.copy();
  }

  /** Messages that are not deleted. */
  int left() {
    return visible.size() + held.size();
  }

  int visible() {
    return visible.size();
  }

  int held() {
    return held.size();
  }

  void receive(Receive receive) {
    if (!visible.isEmpty() || receive.patience().isZero()) {
      receive.answer().accept(take(receive));
      return;
    }
    waiting.add(
        new Waiting(
            receive,
            loop.schedule(
                () -> giveUp(receive), receive.patience().toMillis(), TimeUnit.MILLISECONDS)));
  }

  private void giveUp(Receive receive) {
    if (waiting.removeIf(one -> one.receive().equals(receive))) {
      receive.answer().accept(List.of());
    }
  }

  /**
   * Deletes what was handed out under this receipt; nothing happens if it is deleted already, or
   * was handed out again since.
   */
  void delete(String receipt) {
    if (held.remove(known(receipt)) != null && left() == 0) {
      emptyAt = System.nanoTime();
      drained.complete(Duration.ofNanos(emptyAt - filledAt));
    }
  }

  /** Hides what was handed out for so long from now on. */
  void hide(String receipt, Duration span) {
    var message = held.get(known(receipt));
    if (message == null) {
      throw SqsError.value("The message is not hidden, so that it cannot be hidden for longer.");
    }
    if (span.isZero()) {
      held.remove(receipt);
      add(List.of(message.message()));
    } else {
      held.put(receipt, new Held(message.message(), System.nanoTime() + span.toNanos()));
    }
  }

  private static String known(String receipt) {
    if (!receipt.startsWith(RECEIPT) || !receipt.endsWith(RECEIPT_END)) {
      throw SqsError.receipt(receipt);
    }
    return receipt;
  }

  private List<Delivery> take(Receive receive) {
    long visibleAt = System.nanoTime() + receive.hidden().toNanos();
    var taken = new ArrayList<Delivery>();
    while (taken.size() < receive.most() && !visible.isEmpty()) {
      var message = visible.remove();
      message.received();
      var receipt = RECEIPT + receipts++ + RECEIPT_END;
      held.put(receipt, new Held(message, visibleAt));
      taken.add(new Delivery(message, receipt));
    }
    look();
    return taken;
  }

  private void serve() {
    while (!visible.isEmpty() && !waiting.isEmpty()) {
      var next = waiting.remove();
      var unused = next.end().cancel(false);
      if (!next.receive().gone().getAsBoolean()) {
        next.receive().answer().accept(take(next.receive()));
      }
    }
  }

  /** Looks once in a while at what is hidden, if anything is. */
  private void look() {
    if (looking || held.isEmpty()) {
      return;
    }
    looking = true;
    var unused =
        loop.schedule(
            () -> {
              looking = false;
              comeBack();
              look();
            },
            LOOK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void comeBack() {
    long now = System.nanoTime();
    var back = new ArrayList<Message>();
    held.values()
        .removeIf(
            one -> {
              boolean due = one.visibleAt() - now <= 0;
              if (due) {
                back.add(one.message());
              }
              return due;
            });
    add(back);
  }
}
