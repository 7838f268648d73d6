package io.bindery.packager.ahead;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import io.bindery.packager.assembly.Assembler;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.ahead.PackagedFolder;
import io.bindery.platform.failure.Causes;
import io.bindery.protocol.description.SourceFolder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hashes objects of a node's share as their notices come, until the node stops. */
public final class AheadHashing {
  private static final Logger log = LoggerFactory.getLogger(AheadHashing.class);

  private static final Duration FIND = Duration.ofSeconds(3);

  private AheadHashing() {}

  /**
   * Begins to hash on a node of the packager.
   *
   * @param sources buckets that may be packaged
   */
  public static void start(
      ActorSystem<?> system,
      AheadSettings settings,
      PackagePolicies policies,
      Set<String> sources,
      Assembler assembler) {
    Behavior<AheadMessage> behavior =
        HashAhead.create(settings, policies, sources, assembler.early());
    var hasher =
        system.systemActorOf(
            Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()),
            "hash-ahead",
            Props.empty());
    assembler.onBegin(
        folder -> {
          if (policies.hashedAhead().contains(folder.bucket())) {
            packaged(system, folder);
          }
        });
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "end-hashing-ahead",
            () -> {
              hasher.tell(Step.Tick.END);
              return CompletableFuture.completedFuture(Done.done());
            });
  }

  /** All who hash objects of the bucket hear of it, on whichever node. */
  private static void packaged(ActorSystem<?> system, SourceFolder folder) {
    var key = AheadMessage.key(folder.bucket());
    var unused =
        AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                system.receptionist(),
                replyTo -> Receptionist.find(key, replyTo),
                FIND,
                system.scheduler())
            .whenComplete(
                (listing, failure) -> {
                  if (failure != null) {
                    log.debug("objects may be hashed twice: {}", Causes.text(failure));
                    return;
                  }
                  var told = new PackagedFolder(folder.bucket(), folder.prefix());
                  listing.getServiceInstances(key).forEach(hasher -> hasher.tell(told));
                });
  }
}
