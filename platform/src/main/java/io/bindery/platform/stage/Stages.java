package io.bindery.platform.stage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Steps that follow one another without a change of thread. */
public final class Stages {
  private Stages() {}

  /**
   * The same answer, whose next steps run on the thread that completes it. Every step after an
   * answer of Akka's Java API is handed to the common pool instead (see {@code
   * scala.jdk.FutureConverters}), which costs more than most steps do. Of use where there is an
   * answer for every object event; such steps must be short and must not block.
   *
   * @return fails with a {@link java.util.concurrent.CompletionException} around the failure
   */
  public static <T> CompletableFuture<T> direct(CompletionStage<T> answer) {
    return answer.toCompletableFuture().copy();
  }
}
