package io.bindery.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.laptop.LocalResources;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Three pods with the settings of the overlay of EKS find one another by the API of Kubernetes,
 * package a folder, lose one of them, and package the next. What stands for AWS, the database and
 * the API is on this machine, as are the pods' addresses.
 */
final class ClusterOfPods {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final int PODS = 3;

  /** Makes pods, given the files that a container gets. */
  interface Maker {
    Pods make(Path serviceAccount, Path conf) throws IOException;
  }

  private final Path work;
  private final Manifest deployment;
  private final Rendered eks = Rendered.overlay("eks");
  private final String network =
      "127.%d.%d."
          .formatted(
              ThreadLocalRandom.current().nextInt(16, 240),
              ThreadLocalRandom.current().nextInt(1, 250));

  ClusterOfPods(Path work) {
    this.work = work;
    this.deployment = eks.of("Deployment", "bindery-packager");
  }

  void formsPackagesAndLosesOne(Maker maker) throws Exception {
    try (var api = new KubernetesApi();
        var postgres = LocalPostgres.startTemporary();
        var aws = LocalAws.startTemporary();
        var resources = new LocalResources(aws.endpoint(), aws.region())) {
      resources.bucket("lab");
      var common = common(api, postgres, aws, resources.queues());
      var conf = work.resolve("bindery.conf");
      Files.writeString(conf, String.valueOf(eks.data("bindery-config").get("bindery.conf")));
      api.replicaSet("bindery-1", 7);
      try (var pods = maker.make(api.serviceAccount(work.resolve("account")), conf)) {
        var running = new ArrayList<Pods.Pod>();
        for (int i = 1; i <= PODS; i++) {
          api.pod("bindery-1-" + i, "bindery-1", deployment, network + i);
        }
        for (int i = 1; i <= PODS; i++) {
          var environment = new LinkedHashMap<>(common);
          environment.put("HOSTNAME", "bindery-1-" + i);
          environment.put("POD_NAME", "bindery-1-" + i);
          environment.put("BINDERY_CLUSTER_HOST", network + i);
          environment.put("BINDERY_MANAGEMENT_HOST", network + i);
          environment.put("BINDERY_HTTP_HOST", network + i);
          running.add(pods.start("bindery-1-" + i, network + i, environment));
        }
        long begun = System.nanoTime();
        Pods.awaitCluster(running);
        told("a cluster of %d".formatted(PODS), begun);
        packaged(resources, "first");
        await("the cost of deleting each")
            .atMost(PATIENCE)
            .until(
                () ->
                    running.stream().map(pod -> api.annotation(pod.name(), COST)).distinct().count()
                        == PODS);

        var lost = running.remove(0);
        begun = System.nanoTime();
        pods.kill(lost);
        api.remove(lost.name());
        packaged(resources, "second");
        Pods.awaitCluster(running);
        told("without one", begun);
        for (var pod : List.copyOf(running)) {
          System.out.printf("%s ended in %s%n", pod.name(), pods.stop(pod));
        }
      }
    }
  }

  private static void told(String what, long begun) {
    System.out.printf("%s after %d ms%n", what, (System.nanoTime() - begun) / 1_000_000);
  }

  /** Uploads folders, and waits for their packages. */
  private static void packaged(LocalResources resources, String round) {
    for (int folder = 0; folder < 8; folder++) {
      var key = "%s/run-%d/data.csv".formatted(round, folder);
      resources.s3().putObject(r -> r.bucket("lab").key(key), RequestBody.fromString("a,b"));
    }
    for (int folder = 0; folder < 8; folder++) {
      var pointer = ".quilt/named_packages/%s/run-%d/latest".formatted(round, folder);
      await(pointer).atMost(PATIENCE).until(() -> exists(resources, pointer));
    }
  }

  private static boolean exists(LocalResources resources, String key) {
    try {
      resources.s3().headObject(r -> r.bucket("lab").key(key));
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isEqualTo(404);
      return false;
    }
  }

  /** The environment of the Deployment; what names things outside names those of this machine. */
  private Map<String, String> common(
      KubernetesApi api, LocalPostgres postgres, LocalAws aws, LocalResources.Queues queues)
      throws IOException {
    var environment = new LinkedHashMap<>(NodeSettings.of(eks, deployment).environment());
    environment.put("KUBERNETES_SERVICE_HOST", "localhost");
    environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(api.port()));
    environment.put("POD_NAMESPACE", KubernetesApi.NAMESPACE);
    environment.put("BINDERY_ROLES", "router,packager,exchange");
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put("AWS_REGION", aws.region());
    environment.put("BINDERY_AWS_ENDPOINT", aws.endpoint().toString());
    environment.put("BINDERY_DATABASE_HOST", postgres.host());
    environment.put("BINDERY_DATABASE_PORT", Integer.toString(postgres.port()));
    environment.put("BINDERY_DATABASE_NAME", postgres.database());
    environment.put("BINDERY_DATABASE_USER", postgres.user());
    environment.put("BINDERY_DATABASE_PASSWORD", postgres.password());
    environment.put("BINDERY_DATABASE_SSL", "off");
    environment.put("BINDERY_ROUTER_QUEUE_URL", queues.notices().url());
    environment.put("BINDERY_ROUTER_QUEUE_DEAD_LETTER_URL", queues.notices().deadLetterUrl());
    environment.put("BINDERY_PACKAGER_QUEUE_URL", queues.packager().url());
    environment.put("BINDERY_PACKAGER_QUEUE_DEAD_LETTER_URL", queues.packager().deadLetterUrl());
    environment.put("BINDERY_ROUTER_ANNOUNCE_BUS", queues.bus());
    environment.put("BINDERY_PACKAGER_EVENTS_BUS", queues.bus());
    environment.put("BUCKET_NAME", "lab");
    environment.put("BINDERY_PACKAGER_SOURCES", "lab");
    environment.put("BINDERY_PACKAGER_REGISTRIES", "lab");
    environment.put("BUCKET_THRESHOLD_DURATION", "2");
    environment.remove("BINDERY_PACKAGER_SPOOL_DIRECTORY");
    // The proportion of a container; a process here is given less.
    environment.put("JDK_JAVA_OPTIONS", "-XX:ActiveProcessorCount=2");
    return environment;
  }
}
