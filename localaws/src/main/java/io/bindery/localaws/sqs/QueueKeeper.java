package io.bindery.localaws.sqs;

import io.bindery.localaws.LocalAwsException;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.Status;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.actor.queue.OperationSuccessful$;
import org.elasticmq.actor.queue.QueueEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens in ElasticMQ to the store. ElasticMQ answers a send, receive or delete only
 * after this actor confirmed it. Changes of queues are not confirmed by ElasticMQ: {@link Flush}
 * behind one tells when it is kept.
 */
final class QueueKeeper extends AbstractActor {
  /** Answered when all events before it are kept. */
  enum Flush {
    INSTANCE
  }

  /** A purge, which ElasticMQ does not tell; answered when kept. */
  record Purged(String queue) {}

  private static final Logger LOG = LoggerFactory.getLogger(QueueKeeper.class);

  private final QueueStore store;
  private LocalAwsException failed;

  private QueueKeeper(QueueStore store) {
    this.store = store;
  }

  static Props props(QueueStore store) {
    return Props.create(QueueKeeper.class, () -> new QueueKeeper(store));
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(QueueEvent.MessageAdded.class, e -> put(e.queueName(), e.message()))
        .match(QueueEvent.MessageUpdated.class, e -> put(e.queueName(), e.message()))
        .match(
            QueueEvent.MessageRemoved.class,
            e -> keep(() -> store.removeMessage(e.queueName(), e.messageId())))
        .match(
            QueueEvent.QueueCreated.class,
            e -> change(() -> store.putQueue(e.queue().name(), QueueCodec.encode(e.queue()))))
        .match(
            QueueEvent.QueueMetadataUpdated.class,
            e -> change(() -> store.putQueue(e.queue().name(), QueueCodec.encode(e.queue()))))
        .match(QueueEvent.QueueDeleted.class, e -> change(() -> store.removeQueue(e.queueName())))
        .match(Purged.class, e -> keep(() -> store.clearMessages(e.queue())))
        .matchEquals(Flush.INSTANCE, e -> flush())
        .build();
  }

  private void put(String queue, InternalMessage message) {
    keep(() -> store.putMessage(queue, message.id(), QueueCodec.encode(message)));
  }

  /** What the disk does not take is answered as a failure at once: the client tries again. */
  private void keep(Runnable write) {
    try {
      write.run();
      confirm();
    } catch (LocalAwsException e) {
      LOG.warn("{}", e.getMessage());
      getSender().tell(new Status.Failure(e), getSelf());
    }
  }

  /** Whether it was kept is told to the flush behind it. */
  private void change(Runnable write) {
    try {
      write.run();
    } catch (LocalAwsException e) {
      LOG.warn("{}", e.getMessage());
      failed = e;
    }
  }

  private void flush() {
    if (failed == null) {
      confirm();
    } else {
      getSender().tell(new Status.Failure(failed), getSelf());
      failed = null;
    }
  }

  private void confirm() {
    getSender().tell(OperationSuccessful$.MODULE$, getSelf());
  }
}
