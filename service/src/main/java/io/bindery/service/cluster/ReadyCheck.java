package io.bindery.service.cluster;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import io.bindery.platform.health.Health;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What {@code /ready} of the management port asks, beside whether the node is a member: all that
 * the node needs is there, its regions are registered, and it does not stop.
 */
public final class ReadyCheck implements Supplier<CompletionStage<Boolean>> {
  private final Health health;

  /** Made by Akka Management. */
  public ReadyCheck(ActorSystem system) {
    this.health = Health.get(Adapter.toTyped(system));
  }

  @Override
  public CompletionStage<Boolean> get() {
    return CompletableFuture.completedFuture(health.isReady());
  }
}
