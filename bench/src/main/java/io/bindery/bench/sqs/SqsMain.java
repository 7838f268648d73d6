package io.bindery.bench.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.child.HttpPort;
import io.bindery.bench.child.Parent;
import io.bindery.bench.load.Load;
import io.bindery.bench.load.Load.Shape;
import io.bindery.bench.load.Notice;
import io.bindery.bench.measure.Cpu;
import io.bindery.service.logging.Logging;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The process. Says its port and then serves until its parent ends. */
public final class SqsMain {
  /** Longer than ten messages can be together. */
  private static final int MAX_BODY = 4 << 20;

  private static final String OK = "ok";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventLoop loop;
  private final Queues queues;
  private final Requests requests;

  private SqsMain(EventLoop loop, Queues queues, Requests requests) {
    this.loop = loop;
    this.queues = queues;
    this.requests = requests;
  }

  /** Serves. */
  public static void main(String[] arguments) {
    Parent.serve(SqsMain::begin);
  }

  private static Parent.Commands begin() throws InterruptedException {
    Logging.errorsOnly();
    // With one thread there is nothing to lock, and it serves more than two processors can ask.
    var loops = new NioEventLoopGroup(1);
    var queues = new Queues(loops.next());
    var requests = new Requests(new Operations(queues));
    Parent.answer(Integer.toString(HttpPort.listen(loops, MAX_BODY, requests)));
    return new SqsMain(loops.next(), queues, requests)::run;
  }

  private String run(String line) throws Exception {
    var words = line.split(" ", 2);
    return switch (words[0]) {
      case "create" -> {
        var unused = inLoop(() -> queues.create(words[1]));
        yield Queues.path(words[1]);
      }
      case "fill" -> fill(JSON.readValue(words[1], Filling.class));
      case "drained" -> {
        var asked = words[1].split(" ", 2);
        yield JSON.writeValueAsString(
            drained(asked[0], Duration.ofMillis(Long.parseLong(asked[1]))));
      }
      case "latency" -> {
        var pause = Duration.ofMillis(Long.parseLong(words[1]));
        yield inLoop(
            () -> {
              requests.latency(pause);
              return OK;
            });
      }
      case "usage" -> JSON.writeValueAsString(inLoop(this::usage));
      default -> throw new IllegalArgumentException(line);
    };
  }

  private SqsUsage usage() {
    return new SqsUsage(Cpu.seconds(), requests.counts());
  }

  private String fill(Filling filling) throws Exception {
    var load = new Load(Shape.zipf(filling.prefixes()), filling.seed(), filling.source());
    var messages =
        Stream.generate(load::next)
            .limit(filling.notices())
            .map(event -> Message.of(Notice.of(event)))
            .toList();
    // In one step: whoever waits for messages has them at once.
    return JSON.writeValueAsString(
        inLoop(
            () -> {
              var before = usage();
              queues.at(filling.queue()).fill(messages);
              return before;
            }));
  }

  private Drained drained(String name, Duration patience) throws Exception {
    try {
      var time =
          inLoop(() -> queues.at(name).drained()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Drained(time.toNanos() / 1e9, 0);
    } catch (TimeoutException e) {
      return new Drained(patience.toMillis() / 1e3, inLoop(() -> queues.at(name).left()));
    }
  }

  private <T> T inLoop(Callable<T> work) throws Exception {
    return loop.submit(work).get();
  }
}
