package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** A copy of each notice, to be sent a second time. */
public final class Notices implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Notices.class);
  private static final int CALL = 10;
  private static final int POLL_SECONDS = 1;
  private static final int KEPT = 2_000;
  private static final int SENT_AGAIN = 100;

  private final Account account;
  private final Random random;
  private final Deque<String> kept = new ArrayDeque<>();
  private final Thread reader;
  private volatile boolean twice;
  private volatile boolean closed;

  /** Begins to collect them. */
  public Notices(Account account, long seed) {
    this.account = account;
    this.random = new Random(seed);
    this.reader = new Thread(this::read, "chaos-notices");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    while (!closed) {
      try {
        readSome();
      } catch (CompletionException e) {
        log.warn("no copies of notices could be read: {}", e.toString());
        Waiting.pause(POLL_SECONDS * 1_000L);
      }
    }
  }

  private void readSome() {
    var messages =
        account
            .aws()
            .sqs()
            .receiveMessage(
                r ->
                    r.queueUrl(account.mirror())
                        .maxNumberOfMessages(CALL)
                        .waitTimeSeconds(POLL_SECONDS))
            .join()
            .messages();
    if (messages.isEmpty()) {
      return;
    }
    var bodies = messages.stream().map(Message::body).toList();
    if (twice) {
      send(bodies);
    }
    keep(bodies);
    var entries =
        IntStream.range(0, messages.size())
            .mapToObj(
                i ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(messages.get(i).receiptHandle())
                        .build())
            .toList();
    account
        .aws()
        .sqs()
        .deleteMessageBatch(r -> r.queueUrl(account.mirror()).entries(entries))
        .join();
  }

  private synchronized void keep(List<String> bodies) {
    kept.addAll(bodies);
    while (kept.size() > KEPT) {
      kept.removeFirst();
    }
  }

  /** Whether each one is sent a second time from now on. */
  void sendTwice(boolean wanted) {
    twice = wanted;
  }

  /** Sends some of the older ones again, in any order; how many. */
  int sendOldOnes() {
    List<String> some;
    synchronized (this) {
      some = new ArrayList<>(kept);
    }
    Collections.shuffle(some, random);
    some = some.subList(0, Math.min(SENT_AGAIN, some.size()));
    for (int from = 0; from < some.size(); from += CALL) {
      send(some.subList(from, Math.min(some.size(), from + CALL)));
    }
    return some.size();
  }

  private void send(List<String> bodies) {
    var entries =
        IntStream.range(0, bodies.size())
            .mapToObj(
                i ->
                    SendMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .messageBody(bodies.get(i))
                        .build())
            .toList();
    account
        .aws()
        .sqs()
        .sendMessageBatch(r -> r.queueUrl(account.notices().url()).entries(entries))
        .join();
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
  }
}
