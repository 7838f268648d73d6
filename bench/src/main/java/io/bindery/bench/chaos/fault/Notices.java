package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.QueueReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** A copy of each notice, to be sent a second time. */
public final class Notices implements AutoCloseable {
  private static final int CALL = 10;
  private static final int KEPT = 2_000;
  private static final int SENT_AGAIN = 100;

  private final Account account;
  private final Random random;
  private final Deque<String> kept = new ArrayDeque<>();
  private final QueueReader reader;
  private volatile boolean twice;

  /** Begins to collect them. */
  public Notices(Account account, long seed) {
    this.account = account;
    this.random = new Random(seed);
    this.reader = new QueueReader(account, account.mirror(), this::take);
  }

  private void take(List<Message> messages) {
    var bodies = messages.stream().map(Message::body).toList();
    if (twice) {
      send(bodies);
    }
    keep(bodies);
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
    reader.close();
  }
}
