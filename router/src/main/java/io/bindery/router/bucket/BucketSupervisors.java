package io.bindery.router.bucket;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.policy.PolicyRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The supervisors of one node, each started when its bucket is first spoken of. Safe for use by
 * several threads.
 */
public final class BucketSupervisors {
  private final ActorSystem<?> system;
  private final PolicyRegistry policies;
  private final BatchGateway batches;
  private final Map<String, ActorRef<BucketSupervisor.Command>> supervisors =
      new ConcurrentHashMap<>();

  /** None is started yet. */
  public BucketSupervisors(ActorSystem<?> system, PolicyRegistry policies, BatchGateway batches) {
    this.system = system;
    this.policies = policies;
    this.batches = batches;
  }

  /** The supervisor of a bucket, or nothing if no policy is in force for it. */
  public Optional<ActorRef<BucketSupervisor.Command>> of(String bucket) {
    return policies
        .current()
        .of(bucket)
        .map(policy -> supervisors.computeIfAbsent(bucket, this::start));
  }

  /** Whether an object is in a bucket that is watched, and not ignored there. */
  public boolean counts(ObjectEvent object) {
    return !OwnWrites.has(object.key())
        && policies
            .current()
            .of(object.bucket())
            .filter(policy -> policy.ignoring(object.key()).isEmpty())
            .isPresent();
  }

  private ActorRef<BucketSupervisor.Command> start(String bucket) {
    return system.systemActorOf(
        BucketSupervisor.create(bucket, policies, batches), "bucket-" + bucket, Props.empty());
  }
}
