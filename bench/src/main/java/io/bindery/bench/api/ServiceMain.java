package io.bindery.bench.api;

import com.typesafe.config.ConfigFactory;
import io.bindery.bench.child.Parent;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.LocalAwsSettings;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * The process that is measured: the service with the shipped settings, on a local AWS in the same
 * process. Its first answer is the address of its HTTP API.
 */
public final class ServiceMain {
  private static final int MEBIBYTE = 1 << 20;

  private final AwsClients aws;

  private ServiceMain(AwsClients aws) {
    this.aws = aws;
  }

  /**
   * Runs the service.
   *
   * @param arguments the file with the settings that are not the shipped ones, the log, and the
   *     directory of AWS
   */
  public static void main(String[] arguments) {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    Parent.serve(() -> begin(arguments));
  }

  private static Parent.Commands begin(String[] arguments) {
    var local = LocalAws.start(new LocalAwsSettings(Path.of(arguments[2]), 0));
    var aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(local.endpoint())));
    aws.s3().createBucket(r -> r.bucket(Filling.BUCKET)).join();
    var config =
        ConfigLoader.load(
            Optional.empty(),
            ConfigFactory.parseMap(settings(local, aws))
                .withFallback(ConfigFactory.parseFile(Path.of(arguments[0]).toFile())));
    Logging.toFile(config, Path.of(arguments[1]));
    var service = BinderyService.start(config);
    Parent.answer(service.api().orElseThrow().toString());
    return new ServiceMain(aws)::run;
  }

  private static Map<String, Object> settings(LocalAws local, AwsClients aws) {
    var settings = new HashMap<String, Object>();
    for (var queue : new String[] {"router", "packager"}) {
      settings.put("bindery.%s.queue.url".formatted(queue), queue(aws, queue));
      settings.put(
          "bindery.%s.queue.dead-letter-url".formatted(queue), queue(aws, queue + "-dead"));
    }
    settings.put("bindery.aws.endpoint", local.endpoint().toString());
    settings.put("bindery.router.bucket-names", Filling.BUCKET);
    settings.put("bindery.router.default-policy.trigger.count", 1);
    settings.put("bindery.router.announce.bus", "");
    settings.put("bindery.router.announce.packager-queue-url", queue(aws, "packager"));
    settings.put("bindery.packager.sources", Filling.BUCKET);
    settings.put("bindery.packager.registries", Filling.REGISTRY);
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.http.port", 0);
    return settings;
  }

  private static String queue(AwsClients aws, String name) {
    return aws.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
  }

  private String run(String line) {
    var words = line.split(" ", 2);
    return switch (words[0]) {
      case "put" -> put(words[1]);
      case "heap" -> heap();
      default -> throw new IllegalArgumentException(line);
    };
  }

  private String put(String key) {
    aws.s3()
        .putObject(r -> r.bucket(Filling.BUCKET).key(key), AsyncRequestBody.fromString("x"))
        .join();
    return "done";
  }

  /** What is live, in MiB. */
  private static String heap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return Double.toString((double) memory.getHeapMemoryUsage().getUsed() / MEBIBYTE);
  }
}
