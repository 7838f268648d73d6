package io.bindery.service.emf;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.telemetry.Meters;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import net.logstash.logback.marker.Markers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells CloudWatch the figures of a node from time to time, and once more when it stops. */
public final class EmfPublisher {
  private static final Logger log = LoggerFactory.getLogger(EmfPublisher.class);

  private final Meters meters;
  private final EmfLines lines;
  private final Consumer<Map<String, Object>> output;

  private EmfPublisher(Meters meters, EmfLines lines, Consumer<Map<String, Object>> output) {
    this.meters = meters;
    this.lines = lines;
    this.output = output;
  }

  /** Starts to tell them, if the settings say so. */
  public static void start(ActorSystem<?> system, EmfSettings settings) {
    switch (settings.output()) {
      case OFF -> {}
      case STDOUT -> start(system, settings, toStdout());
      case LOG -> start(system, settings, EmfPublisher::toLog);
    }
  }

  static void start(
      ActorSystem<?> system, EmfSettings settings, Consumer<Map<String, Object>> output) {
    var publisher = new EmfPublisher(Meters.get(system), new EmfLines(settings), output);
    RegularWork.start(system, "emf", settings.every(), publisher::readAndTell);
    // What happened while the node stopped is told as well.
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "last-figures",
            () -> {
              publisher.tell();
              return CompletableFuture.completedFuture(Done.done());
            });
  }

  private void readAndTell() {
    var unused = meters.read().whenComplete((read, failure) -> tell());
  }

  private synchronized void tell() {
    lines.documents(meters.registry(), Instant.now()).forEach(output);
  }

  private static Consumer<Map<String, Object>> toStdout() {
    // Not System.out, which a command may have put elsewhere.
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    return document -> out.println(EmfLines.line(document));
  }

  /** Its members become those of the line, beside the time and the level. */
  static void toLog(Map<String, Object> document) {
    log.info(Markers.appendEntries(document), "figures");
  }

  /** The loggers whose lines must come out whatever the level of the log is. */
  public static List<String> loggers() {
    return List.of(EmfPublisher.class.getName());
  }
}
