package io.bindery.service.trace;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.look.AwsLooks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is not as it should be with a bucket whose objects are to be batched and packaged. */
public final class BucketWarnings {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Health health;
  private final AwsLooks looks;

  public BucketWarnings(ActorSystem<?> system, AwsClients aws) {
    this.health = Health.get(system);
    this.looks = new AwsLooks(aws);
  }

  /**
   * Sentences about the bucket. One that the configuration names is looked at from time to time
   * anyway; any other is looked at now.
   */
  public CompletionStage<List<String>> of(String bucket) {
    var known =
        health.parts().stream()
            .filter(part -> part.name().equals("bucket " + bucket) && part.state().equals("up"))
            .findFirst();
    return known.isPresent()
        ? CompletableFuture.completedFuture(told(bucket, known.get().warnings()))
        : looks
            .watched("bucket " + bucket, "bindery.router.buckets", bucket)
            .once(PATIENCE)
            .thenApply(finding -> told(bucket, sentences(finding)));
  }

  /** Those that are known already, of a bucket that is looked at from time to time. */
  public List<String> known(String bucket) {
    return health.parts().stream()
        .filter(part -> part.name().equals("bucket " + bucket))
        .findFirst()
        .map(
            part ->
                part.state().equals("up")
                    ? told(bucket, part.warnings())
                    : part.error().map(error -> told(bucket, List.of(error))).orElse(List.of()))
        .orElse(List.of());
  }

  private static List<String> sentences(Finding finding) {
    return finding.state().isUsable() || finding.told().isEmpty()
        ? finding.warnings()
        : List.of(finding.told());
  }

  private static List<String> told(String bucket, List<String> sentences) {
    return sentences.stream().map(one -> "bucket %s: %s".formatted(bucket, one)).toList();
  }
}
