package io.bindery.router.batch;

import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.announcement.Announcement;
import io.bindery.router.announce.Announcer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An announcer whose answers the test gives. */
final class RecordingAnnouncer implements Announcer {
  record Call(
      Announcement announcement,
      Instant closedAt,
      Optional<TraceContext> trace,
      CompletableFuture<String> answer) {
    String batchId() {
      return announcement.batch().orElseThrow().batchId();
    }
  }

  private final List<Call> calls = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<String> announce(
      Announcement announcement, Instant closedAt, Optional<TraceContext> trace) {
    var call = new Call(announcement, closedAt, trace, new CompletableFuture<>());
    calls.add(call);
    return call.answer();
  }

  List<Call> calls() {
    return calls;
  }
}
