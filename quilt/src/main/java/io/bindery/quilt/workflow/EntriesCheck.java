package io.bindery.quilt.workflow;

import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.workflow.WorkflowException.Rule;
import java.util.Optional;

/**
 * Checks the entries of one package, one after the other in the order of the manifest, in memory
 * that does not depend on how many there are. Not safe for use by several threads.
 */
public final class EntriesCheck {
  private final Optional<EntriesRule.Checking> checking;
  private final TimeLimit timeLimit;
  private final Optional<String> workflow;
  private long spentNanos;

  EntriesCheck(
      Optional<EntriesRule.Checking> checking, TimeLimit timeLimit, Optional<String> workflow) {
    this.checking = checking;
    this.timeLimit = timeLimit;
    this.workflow = workflow;
  }

  /**
   * The next entry.
   *
   * @param key its logical key
   * @param size in bytes
   * @param meta the whole metadata object of the entry, of which only the users' part counts
   * @throws WorkflowException if it takes too long to check them
   */
  public void next(String key, long size, JsonObject meta) {
    if (checking.isEmpty()) {
      return;
    }
    long from = System.nanoTime();
    var entry =
        JsonObject.EMPTY
            .with("logical_key", new JsonString(key))
            .with("size", JsonInteger.of(size))
            .with("meta", meta.get("user_meta").orElse(JsonObject.EMPTY));
    try {
      checking.get().next(JsonNodes.of(entry));
    } catch (PatternException e) {
      throw failed(
          new WorkflowException(
              Rule.ENTRIES,
              "Package entries failed validation: '%s': %s.".formatted(key, e.getMessage()),
              e));
    }
    spentNanos += System.nanoTime() - from;
    if (spentNanos > timeLimit.limit().toNanos()) {
      throw failed(
          new WorkflowException(
              Rule.ENTRIES,
              "Package entries failed validation: it takes longer than %d s. Simplify the schema%s."
                  .formatted(timeLimit.limit().toSeconds(), timeLimit.wayOut()),
              (Throwable) null));
    }
  }

  private WorkflowException failed(WorkflowException failure) {
    return failure.of(workflow);
  }

  /**
   * Ends the entries.
   *
   * @throws WorkflowException with what is wrong with them
   */
  public void end() {
    var reasons = checking.map(EntriesRule.Checking::end).orElse(Reasons.NONE);
    if (!reasons.isEmpty()) {
      throw failed(
          new WorkflowException(
              Rule.ENTRIES,
              "Package entries failed validation: %s.".formatted(reasons.text()),
              reasons));
    }
  }
}
