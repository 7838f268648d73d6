package io.bindery.bench.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.measure.BenchException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An SQS in a process of its own. */
public final class SqsProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** It must not be what is measured; the collector that costs least is the simplest. */
  private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC");

  private final ChildJvm process;
  private final URI endpoint;

  private SqsProcess(ChildJvm process) {
    this.process = process;
    this.endpoint = URI.create("http://127.0.0.1:" + process.answer());
  }

  /** Starts it and waits until it listens. */
  public static SqsProcess start(Path log) {
    return new SqsProcess(ChildJvm.start(SqsMain.class, log, FLAGS));
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Makes a queue; answers with its URL. */
  public String create(String name) {
    return endpoint.resolve(process.ask("create " + name)).toString();
  }

  /**
   * Puts notices into a queue, all at the same moment.
   *
   * @return what was done until then
   */
  public SqsUsage fill(Filling filling) {
    return read(process.ask("fill " + text(filling)), SqsUsage.class);
  }

  /**
   * Waits until all messages of a queue are deleted.
   *
   * @return seconds from its filling until its last message was deleted
   * @throws BenchException if some are left when patience is over
   */
  public double drained(String queue, Duration patience) {
    var drained = read(process.ask("drained " + queue + " " + patience.toMillis()), Drained.class);
    if (drained.left() > 0) {
      throw new BenchException(
          "%,d messages are left in queue %s after %.0f s"
              .formatted(drained.left(), queue, drained.seconds()));
    }
    return drained.seconds();
  }

  /** Has every answer wait for so long from now on. */
  public void latency(Duration pause) {
    var unused = process.ask("latency " + pause.toMillis());
  }

  public SqsUsage usage() {
    return read(process.ask("usage"), SqsUsage.class);
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
