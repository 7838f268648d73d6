package io.bindery.router.batch;

import io.bindery.protocol.announcement.Announcement;
import io.bindery.router.announce.Announcer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An announcer whose answers the test gives. */
final class RecordingAnnouncer implements Announcer {
  record Call(Announcement announcement, Instant closedAt, CompletableFuture<String> answer) {
    String batchId() {
      return announcement.batch().orElseThrow().batchId();
    }
  }

  private final List<Call> calls = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<String> announce(Announcement announcement, Instant closedAt) {
    var call = new Call(announcement, closedAt, new CompletableFuture<>());
    calls.add(call);
    return call.answer();
  }

  List<Call> calls() {
    return calls;
  }
}
