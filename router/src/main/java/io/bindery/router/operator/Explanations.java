package io.bindery.router.operator;

import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.BatchView;
import io.bindery.router.operator.OperatorTables.Past;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.Policies;
import io.bindery.router.policy.RootRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes explanations of what batches, tables and policies say. */
final class Explanations {
  private Explanations() {}

  /** Of a prefix as it stands. */
  static Explanation of(BatchKey key, BatchView view, Optional<Past> last, Policies policies) {
    var notes = new ArrayList<String>();
    if (view.unannounced() > 0) {
      notes.add(
          view.unannounced() == 1
              ? "1 closed batch waits for its announcement to be confirmed"
              : view.unannounced() + " closed batches wait for their announcement to be confirmed");
    }
    notes.addAll(ofPolicy(key, policies));
    if (view.open().isEmpty()) {
      return nothingOpen(key, view, last, notes);
    }
    var open = view.open().get();
    return new Explanation(
        key.bucket(),
        key.prefix(),
        view.paused().isPresent() ? Explanation.Status.PAUSED : Explanation.Status.OPEN,
        BatchWords.open(open, view.paused(), view.now()),
        notes,
        Optional.of(open.totals()),
        Optional.of(open.evidence()),
        open.closesAt(),
        view.paused(),
        Optional.empty(),
        open.traceId(),
        NextWords.ofOpen(open, view.paused(), view.now()));
  }

  /** Of a batch that was closed. */
  static Explanation of(Past past, Policies policies) {
    return new Explanation(
        past.bucket(),
        past.prefix(),
        Explanation.Status.CLOSED,
        closedWords(past),
        notes(past, policies),
        Optional.of(past.totals()),
        past.evidence(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(closed(past)),
        past.traceId(),
        NextWords.ofClosed(past));
  }

  private static List<String> notes(Past past, Policies policies) {
    var notes = new ArrayList<String>();
    policies
        .of(past.bucket())
        .filter(policy -> policy.root() == RootRule.ANNOUNCE)
        .ifPresent(policy -> notes.addAll(ofRoot(past.prefix(), policy)));
    if (past.announcedAt().isEmpty()) {
      notes.add("its announcement is not confirmed yet");
    }
    if (past.unanswered() > 0) {
      notes.add(
          "it was announced again after %s, so a target may have it more than once, under the same batch_id"
              .formatted(
                  past.unanswered() == 1
                      ? "1 announcement without an answer"
                      : past.unanswered() + " announcements without an answer"));
    }
    return notes;
  }

  private static Explanation nothingOpen(
      BatchKey key, BatchView view, Optional<Past> last, List<String> notes) {
    var words = new StringBuilder("nothing that counts came since the prior trigger");
    if (view.closedBatches() == 0) {
      words.replace(0, words.length(), "nothing that counts ever came");
    }
    BatchWords.uncounted(view.pending()).forEach(part -> words.append(", ").append(part));
    view.paused().ifPresent(paused -> words.append("; ").append(BatchWords.paused(paused)));
    last.ifPresent(past -> words.append("; the last batch was ").append(closedWords(past)));
    return new Explanation(
        key.bucket(),
        key.prefix(),
        Explanation.Status.NOTHING_OPEN,
        words.toString(),
        notes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        view.paused(),
        last.map(Explanations::closed),
        last.flatMap(Past::traceId),
        NextWords.ofNothing(view));
  }

  /** What the policy in force makes of keys in this prefix. */
  private static List<String> ofPolicy(BatchKey key, Policies policies) {
    return policies
        .of(key.bucket())
        .map(policy -> ofPolicy(key.prefix(), policy))
        .orElseGet(
            () ->
                List.of(
                    "bucket %s is not watched: its notices %s"
                        .formatted(
                            key.bucket(),
                            policies.dropsUnknown()
                                ? "are dropped"
                                : "go to the dead-letter queue")));
  }

  private static List<String> ofPolicy(String prefix, BucketPolicy policy) {
    var notes = new ArrayList<>(ofRoot(prefix, policy));
    policy
        .ignorePrefixes()
        .ignoring(prefix)
        .filter(pattern -> !prefix.isEmpty())
        .ifPresent(pattern -> notes.add("keys in it are ignored by %s".formatted(pattern)));
    policy
        .overrideFor(prefix)
        .ifPresent(
            override -> notes.add("the rule for %s is in force".formatted(override.prefix())));
    var own = policy.prefixOf(prefix);
    if (!own.equals(prefix)) {
      notes.add("keys in it belong to the batch of %s".formatted(own.isEmpty() ? "the root" : own));
    }
    return notes;
  }

  private static List<String> ofRoot(String prefix, BucketPolicy policy) {
    if (!prefix.isEmpty()) {
      return List.of();
    }
    return switch (policy.root()) {
      case IGNORE -> List.of("objects at the root of the bucket are ignored by root = ignore");
      case ANNOUNCE ->
          List.of(
              "it is announced and not packaged: its folder is the whole bucket, and the policy"
                  + " says root = announce");
      case PACKAGE -> List.of();
    };
  }

  private static String closedWords(Past past) {
    return BatchWords.closed(
        past.reason(), past.closedAt(), past.evidence(), past.totals().files());
  }

  private static Explanation.Closed closed(Past past) {
    return new Explanation.Closed(
        past.batchId(), past.reason(), past.closedAt(), past.announcedAt(), past.announcements());
  }
}
