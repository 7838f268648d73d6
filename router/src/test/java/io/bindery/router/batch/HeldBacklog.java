package io.bindery.router.batch;

import akka.Done;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A backlog whose end the test tells; there is none at first. */
final class HeldBacklog implements Backlog {
  private final Queue<CompletableFuture<Done>> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean read = true;

  void begin() {
    read = false;
  }

  void end() {
    read = true;
    waiting.forEach(one -> one.complete(Done.done()));
  }

  @Override
  public boolean isReadSince(long moment) {
    return read;
  }

  @Override
  public CompletionStage<Done> readSince(long moment) {
    var end = new CompletableFuture<Done>();
    waiting.add(end);
    return end;
  }
}
