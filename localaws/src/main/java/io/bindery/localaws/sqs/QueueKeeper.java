package io.bindery.localaws.sqs;

import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.Props;
import org.elasticmq.actor.queue.OperationSuccessful$;
import org.elasticmq.actor.queue.QueueEvent;

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

  private final QueueStore store;

  private QueueKeeper(QueueStore store) {
    this.store = store;
  }

  static Props props(QueueStore store) {
    return Props.create(QueueKeeper.class, () -> new QueueKeeper(store));
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(
            QueueEvent.MessageAdded.class,
            e -> {
              store.putMessage(e.queueName(), e.message().id(), QueueCodec.encode(e.message()));
              confirm();
            })
        .match(
            QueueEvent.MessageUpdated.class,
            e -> {
              store.putMessage(e.queueName(), e.message().id(), QueueCodec.encode(e.message()));
              confirm();
            })
        .match(
            QueueEvent.MessageRemoved.class,
            e -> {
              store.removeMessage(e.queueName(), e.messageId());
              confirm();
            })
        .match(
            QueueEvent.QueueCreated.class,
            e -> store.putQueue(e.queue().name(), QueueCodec.encode(e.queue())))
        .match(
            QueueEvent.QueueMetadataUpdated.class,
            e -> store.putQueue(e.queue().name(), QueueCodec.encode(e.queue())))
        .match(QueueEvent.QueueDeleted.class, e -> store.removeQueue(e.queueName()))
        .match(
            Purged.class,
            e -> {
              store.clearMessages(e.queue());
              confirm();
            })
        .matchEquals(Flush.INSTANCE, e -> confirm())
        .build();
  }

  private void confirm() {
    getSender().tell(OperationSuccessful$.MODULE$, getSelf());
  }
}
