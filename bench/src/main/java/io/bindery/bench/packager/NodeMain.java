package io.bindery.bench.packager;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.typesafe.config.ConfigFactory;
import io.bindery.bench.child.Parent;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.Cpu;
import io.bindery.bench.measure.InProcessAws;
import io.bindery.bench.measure.LiveHeap;
import io.bindery.bench.measure.QuietBus;
import io.bindery.packager.Packager;
import io.bindery.packager.PackagerSettings;
import io.bindery.packager.intake.Submission;
import io.bindery.packager.state.JobState;
import io.bindery.packager.tables.JobView;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.EncodingType;

/** The process that is measured: a packager as production runs it, with the shipped settings. */
public final class NodeMain {
  private static final int MAX_TRIES = 6;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

  private final Packager packager;
  private final S3AsyncClient s3;

  private NodeMain(Packager packager, S3AsyncClient s3) {
    this.packager = packager;
    this.s3 = s3;
  }

  /**
   * Runs the node.
   *
   * @param arguments the file with the settings that are not the shipped ones, and the log
   */
  public static void main(String[] arguments) {
    Parent.serve(() -> begin(arguments));
  }

  private static Parent.Commands begin(String[] arguments) {
    var config =
        ConfigLoader.load(
            Optional.empty(), ConfigFactory.parseFile(Path.of(arguments[0]).toFile()));
    Logging.toFile(config, Path.of(arguments[1]));
    Migrations.apply(DatabaseSettings.from(config));
    var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    var s3 = new AwsClients(AwsSettings.from(config)).s3();
    var packager =
        Packager.start(
            system, InProcessAws.with(s3, new QuietBus()), PackagerSettings.from(config));
    Parent.answer("ready");
    return new NodeMain(packager, s3)::run;
  }

  private String run(String line) throws Exception {
    var words = line.split(" ", -1);
    return switch (words[0]) {
      case "package" -> JSON.writeValueAsString(packaged(words[1], words[2]));
      case "heap" -> Double.toString(LiveHeap.peakDuring(() -> packaged(words[1], words[2])));
      case "submit" -> submit(words[1], words[2]);
      case "await" -> job(words[1]).state().word();
      case "list" -> JSON.writeValueAsString(listed(words[1], words[2]));
      default -> throw new IllegalArgumentException(line);
    };
  }

  private Work packaged(String prefix, String name) {
    double cpu = Cpu.seconds();
    var job = job(submit(prefix, name));
    if (job.state() != JobState.DONE && job.state() != JobState.UNCHANGED) {
      throw new BenchException(
          "Package " + name + " is " + job.state().word() + ": " + job.fault().error());
    }
    return new Work(
        Duration.between(job.times().acceptedAt(), job.times().finishedAt().orElseThrow()).toNanos()
            / 1e9,
        Cpu.seconds() - cpu,
        job.result().files().orElse(0L),
        job.result().topHash().orElse(""));
  }

  private String submit(String prefix, String name) {
    var description =
        "{\"source_prefix\": \"%s\", \"registry\": \"%s\", \"package_name\": \"%s\"}"
            .formatted(prefix, PackagerWorld.REGISTRY, name);
    var id = UUID.randomUUID().toString();
    for (int tries = 1; ; tries++) {
      var answer =
          packager
              .requests()
              .describe(id, description, Optional.empty())
              .toCompletableFuture()
              .join();
      if (answer instanceof Submission.Accepted accepted) {
        return accepted.jobId();
      }
      // A node that has just begun is still joining its cluster.
      if (tries == MAX_TRIES || !(answer instanceof Submission.Later)) {
        throw new BenchException("The packager does not take " + description + ": " + answer);
      }
    }
  }

  /** The job when it has ended. */
  private JobView job(String id) {
    while (true) {
      var found = packager.jobs().find(id).toCompletableFuture().join();
      if (found.isPresent() && found.get().hasEnded()) {
        return found.get();
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Lists as anyone would who does nothing else. */
  private Work listed(String bucket, String prefix) {
    double cpu = Cpu.seconds();
    long start = System.nanoTime();
    long objects = 0;
    String key = null;
    String version = null;
    boolean more = true;
    while (more) {
      var fromKey = key;
      var fromVersion = version;
      var page =
          s3.listObjectVersions(
                  request ->
                      request
                          .bucket(bucket)
                          .prefix(prefix)
                          .encodingType(EncodingType.URL)
                          .keyMarker(fromKey)
                          .versionIdMarker(fromVersion))
              .join();
      objects += page.versions().size();
      key = page.nextKeyMarker();
      version = page.nextVersionIdMarker();
      more = page.isTruncated();
    }
    return new Work((System.nanoTime() - start) / 1e9, Cpu.seconds() - cpu, objects, "");
  }
}
