package io.bindery.service.cluster;

import com.typesafe.config.Config;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.retry.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of two builds is the newer one. In Kubernetes that is the revision of the Deployment, not
 * the version of the image: after a rollback the image that comes is the older one, but its pods
 * are those that stay.
 */
public final class AppVersion {
  private static final Logger log = LoggerFactory.getLogger(AppVersion.class);

  /** What a node has that nobody told it. */
  static final String UNKNOWN = "0.0.0";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  private AppVersion() {}

  /** That of this node; asks Kubernetes if it is to tell, for half a minute at most. */
  public static String of(Config config, ClusterSettings cluster, Map<String, String> environment) {
    return cluster
        .appVersion()
        .orElseGet(
            () ->
                cluster.discovery() == Discovery.KUBERNETES_API
                    ? asked(() -> KubernetesApi.of(config, environment), PATIENCE)
                    : UNKNOWN);
  }

  /** Without an answer the node starts all the same: it is taken for an old one then. */
  static String asked(Supplier<KubernetesApi> kubernetes, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    for (int failures = 1; ; failures++) {
      try {
        var revision =
            kubernetes
                .get()
                .revision()
                .toCompletableFuture()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        revision.ifPresentOrElse(
            found -> log.info("revision {} of the Deployment", found),
            () ->
                log.warn(
                    "no Deployment made this pod: bindery.cluster.app-version is {}", UNKNOWN));
        return revision.orElse(UNKNOWN);
      } catch (KubernetesException | CompletionException e) {
        var cause = Causes.of(e);
        var pause = PAUSES.after(failures);
        boolean lasting = cause instanceof KubernetesException known && known.isLasting();
        if (lasting || System.nanoTime() + pause.toNanos() - until > 0) {
          log.warn(
              "the revision of the Deployment is not known, so this node is taken for one of an old"
                  + " build; allow its service account to get pods and replicasets, or set"
                  + " bindery.cluster.app-version: {}",
              Causes.text(cause));
          return UNKNOWN;
        }
        log.info("asking for the revision of the Deployment again: {}", Causes.text(cause));
        new CompletableFuture<Void>()
            .completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS)
            .join();
      }
    }
  }
}
