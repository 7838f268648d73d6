package io.bindery.bench.way;

import io.bindery.bench.load.Notice;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.s3.S3Process;
import io.bindery.bench.s3.Uploaded;
import io.bindery.protocol.notice.ObjectEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Uploads folders as an instrument does: one file after the other, evenly, and the marker at the
 * end. S3's notices, which a rule would send, come to the queue with the uploads.
 */
final class Instrument {
  static final String MARKER = "_SUCCESS";

  /** SQS takes so many in one call. */
  private static final int CALL = 10;

  private static final long TICK_NANOS = 10_000_000;

  private final S3Process s3;
  private final SqsAsyncClient sqs;
  private final String queue;
  private long sequence;

  Instrument(S3Process s3, SqsAsyncClient sqs, String queue) {
    this.s3 = s3;
    this.sqs = sqs;
    this.queue = queue;
  }

  /** Ends when the marker is there and its notice sent. */
  Run upload(String bucket, String prefix, Kind kind) {
    double spread = kind.spreadSeconds() * 1e9;
    long start = System.nanoTime();
    int sent = 0;
    var names = new HashSet<String>();
    while (sent < kind.files()) {
      double elapsed = System.nanoTime() - start;
      int due =
          elapsed >= spread
              ? kind.files()
              : Math.min(kind.files(), 1 + (int) (elapsed / spread * kind.files()));
      var keys = new ArrayList<String>();
      for (; sent < due; sent++) {
        var name = "%05d.dat".formatted(sent);
        names.add(name);
        keys.add(prefix + name);
      }
      put(bucket, keys, kind.bytes());
      if (sent < kind.files()) {
        LockSupport.parkNanos(
            Math.max(
                TICK_NANOS, start + (long) (spread / kind.files() * sent) - System.nanoTime()));
      }
    }
    await(start + (long) spread);
    names.add(MARKER);
    var marked = Instant.now();
    put(bucket, List.of(prefix + MARKER), 0);
    return new Run(bucket, prefix, names, marked);
  }

  private static void await(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void put(String bucket, List<String> keys, long bytes) {
    if (keys.isEmpty()) {
      return;
    }
    var uploaded = s3.upload(bucket, keys, bytes);
    var calls = new ArrayList<CompletableFuture<?>>();
    for (int from = 0; from < uploaded.size(); from += CALL) {
      var entries = new ArrayList<SendMessageBatchRequestEntry>();
      for (var object : uploaded.subList(from, Math.min(uploaded.size(), from + CALL))) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageBody(notice(bucket, object))
                .build());
      }
      calls.add(sqs.sendMessageBatch(r -> r.queueUrl(queue).entries(entries)));
    }
    try {
      CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw new BenchException("SQS does not take notices", e);
    }
  }

  private String notice(String bucket, Uploaded object) {
    return Notice.of(
        new ObjectEvent(
            ObjectEvent.Kind.CREATED,
            bucket,
            object.key(),
            Optional.of(object.version()),
            object.size(),
            Optional.of(object.etag()),
            Optional.of("%016x".formatted(++sequence)),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            "PutObject"));
  }
}
