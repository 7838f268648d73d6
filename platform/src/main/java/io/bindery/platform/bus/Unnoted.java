package io.bindery.platform.bus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What one node is sending, and what it has sent before anybody could note it. Who fails to note
 * the answer of a call, or does not wait for it, asks again and gets that answer: the call is made
 * again only if it failed. Safe for use by several threads.
 */
public final class Unnoted {
  /** The oldest beyond it are forgotten: they could be sent twice, and none is lost. */
  static final int MOST = 10_000;

  private final Map<String, CompletableFuture<String>> calls = new LinkedHashMap<>();

  /**
   * The answer of the call of this key: of the one that is under way or not noted yet, else of a
   * new one.
   *
   * @param key the same for the same thing only, until it is {@link #noted}
   * @param call makes the call; may throw
   */
  public CompletionStage<String> send(String key, Supplier<CompletionStage<String>> call) {
    var answer = new CompletableFuture<String>();
    synchronized (this) {
      var known = calls.get(key);
      if (known != null) {
        return known.copy();
      }
      if (calls.size() >= MOST) {
        calls.remove(calls.keySet().iterator().next());
      }
      calls.put(key, answer);
    }
    try {
      var unused = call.get().whenComplete((id, failure) -> ended(key, answer, id, failure));
    } catch (RuntimeException e) {
      ended(key, answer, null, e);
    }
    return answer.copy();
  }

  private void ended(String key, CompletableFuture<String> answer, String id, Throwable failure) {
    if (failure == null) {
      answer.complete(id);
      return;
    }
    synchronized (this) {
      calls.remove(key, answer);
    }
    answer.completeExceptionally(failure);
  }

  /** The answer is kept elsewhere: a further call of the key is of something else. */
  public synchronized void noted(String key) {
    calls.remove(key);
  }
}
