package io.bindery.platform.queue;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Part;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Fails when messages are wanted but no receive call has ended for too long: neither with messages,
 * nor empty, nor with an error. Such a receiver would be silent for ever: its connection hangs, or
 * its source has stopped to ask. A receiver that is held back by its handler is not stalled.
 */
final class StallWatch extends GraphStage<FlowShape<Message, Message>> {
  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

  /** Looks for each stall timeout: one is noticed a quarter late at most. */
  private static final int LOOKS = 4;

  private final Inlet<Message> in = Inlet.create("StallWatch.in");
  private final Outlet<Message> out = Outlet.create("StallWatch.out");
  private final String name;
  private final ObservedReceives receives;
  private final Duration timeout;
  private final Part part;

  StallWatch(String name, ObservedReceives receives, Duration timeout, Part part) {
    this.part = part;
    this.name = name;
    this.receives = receives;
    this.timeout = timeout;
  }

  @Override
  public FlowShape<Message, Message> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private boolean wanted;
    private long wantedSince;

    Logic() {
      super(StallWatch.this.shape());
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              wanted = false;
              push(out, grab(in));
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              wanted = true;
              wantedSince = System.nanoTime();
              pull(in);
            }
          });
    }

    @Override
    public void preStart() {
      var pause = timeout.dividedBy(LOOKS);
      scheduleAtFixedRate("look", pause, pause);
    }

    @Override
    public void onTimer(Object timerKey) {
      long now = System.nanoTime();
      long silent = Math.min(now - wantedSince, now - receives.silentSince());
      if (wanted && silent >= timeout.toNanos()) {
        log.warn(
            "{}: no receive call has ended for {} s; this receiver starts again",
            name,
            Duration.ofNanos(silent).toSeconds());
        part.failed(
            Finding.waiting(
                "No receive call has ended for %d s."
                    .formatted(Duration.ofNanos(silent).toSeconds())));
        failStage(new StalledReceiveException());
      }
    }

    @Override
    public void postStop() {
      receives.abandon();
    }
  }
}
