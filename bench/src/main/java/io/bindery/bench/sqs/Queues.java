package io.bindery.bench.sqs;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All queues, by name. Only the thread of the event loop comes here. */
final class Queues {
  /** Stands for any account. */
  private static final String ACCOUNT = "000000000000";

  private final Map<String, Queue> byName = new HashMap<>();
  private final EventLoop loop;

  Queues(EventLoop loop) {
    this.loop = loop;
  }

  /** Makes one, if it is not there. */
  Queue create(String name) {
    return byName.computeIfAbsent(name, unused -> new Queue(loop));
  }

  /**
   * The queue that a URL names.
   *
   * @throws SqsError if there is none
   */
  Queue at(String url) {
    return Optional.ofNullable(byName.get(name(url))).orElseThrow(() -> SqsError.noQueue(url));
  }

  static String name(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /** The path of the URL of a queue. */
  static String path(String name) {
    return "/" + ACCOUNT + "/" + name;
  }

  static String arn(String url) {
    return "arn:aws:sqs:us-east-1:" + ACCOUNT + ":" + name(url);
  }
}
