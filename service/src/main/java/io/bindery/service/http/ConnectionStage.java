package io.bindery.service.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Connection;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.javadsl.Flow;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.time.Duration;

/**
 * Between the bytes of one connection and what answers its requests. A client has a short time for
 * the head of its first request, however slowly it sends, and a longer one between two requests.
 */
final class ConnectionStage
    extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {
  private static final String TIMER = "head";

  private final Inlet<HttpRequest> requestIn = Inlet.create("request.in");
  private final Outlet<HttpRequest> requestOut = Outlet.create("request.out");
  private final Inlet<HttpResponse> responseIn = Inlet.create("response.in");
  private final Outlet<HttpResponse> responseOut = Outlet.create("response.out");

  private final Connections.Slot slot;
  private final Duration firstHead;
  private final Duration nextHead;

  ConnectionStage(Connections.Slot slot, Duration firstHead, Duration nextHead) {
    this.slot = slot;
    this.firstHead = firstHead;
    this.nextHead = nextHead;
  }

  @Override
  public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
    return new BidiShape<>(requestIn, requestOut, responseIn, responseOut);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private boolean busy;
    private boolean head;

    Logic() {
      super(shape());
      setHandler(
          requestIn,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              busy = true;
              slot.busy();
              cancelTimer(TIMER);
              var request = grab(requestIn);
              head = request.method().equals(HttpMethods.HEAD);
              push(requestOut, request);
            }

            @Override
            public void onUpstreamFinish() {
              complete(requestOut);
            }
          });
      setHandler(
          requestOut,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              if (!hasBeenPulled(requestIn) && !isClosed(requestIn)) {
                pull(requestIn);
              }
            }
          });
      setHandler(
          responseIn,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              answered(grab(responseIn));
            }
          });
      setHandler(
          responseOut,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(responseIn);
            }
          });
    }

    private void answered(HttpResponse response) {
      if (!response.entity().isStrict() && !head) {
        push(responseOut, untilSent(response));
        return;
      }
      busy = false;
      if (slot.idle()) {
        push(responseOut, response.addHeader(Connection.create("close")));
        completeStage();
      } else {
        scheduleOnce(TIMER, nextHead);
        push(responseOut, response);
      }
    }

    /** A body that is made while it is sent may take hours: so long the request is under way. */
    private HttpResponse untilSent(HttpResponse response) {
      var sent = this.<Boolean>createAsyncCallback(always -> sent());
      var watched =
          Flow.of(ByteString.class)
              .watchTermination(
                  (nothing, done) -> {
                    done.whenComplete((ended, failure) -> sent.invoke(true));
                    return nothing;
                  });
      var length = response.entity().getContentLengthOption();
      // One that says its length before goes on to say it.
      return length.isPresent()
          ? response.withEntity(
              HttpEntities.create(
                  response.entity().getContentType(),
                  length.getAsLong(),
                  response.entity().getDataBytes().via(watched)))
          : response.transformEntityDataBytes(watched);
    }

    private void sent() {
      busy = false;
      if (slot.idle()) {
        completeStage();
      } else {
        scheduleOnce(TIMER, nextHead);
      }
    }

    @Override
    public void preStart() {
      scheduleOnce(TIMER, firstHead);
      var close = this.<Boolean>createAsyncCallback(always -> end());
      slot.opened(() -> close.invoke(true));
    }

    @Override
    public void onTimer(Object key) {
      end();
    }

    /** A request that is under way is answered first. */
    private void end() {
      if (!busy) {
        completeStage();
      }
    }

    @Override
    public void postStop() {
      slot.closed();
    }
  }
}
