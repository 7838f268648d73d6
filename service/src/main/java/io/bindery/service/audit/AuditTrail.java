package io.bindery.service.audit;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.gather.Grouping;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to the trail. What comes while a write is under way goes together in the next one: the nodes
 * write one after the other, so that all records are in one chain.
 */
public final class AuditTrail {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

  private static final String APPEND = "SELECT * FROM audit_append($1)";
  private static final String FIGURE = "bindery.audit.records";
  private static final String WORDS = "records of the audit trail, by what became of them";

  /** Characters of one write. */
  private static final int GROUP = 128 << 10;

  /** How many may wait for their write; beyond it nobody waits in vain. */
  private static final int MOST_WAITING = 1_000;

  /** Of what happened and could not be recorded yet. */
  private static final int MOST_OWED = 10_000;

  private static final int OWED_PART = 100;
  private static final Duration OWED_EVERY = Duration.ofSeconds(1);
  private static final Duration HEAD_EVERY = Duration.ofHours(1);

  private final Tables tables;
  private final Duration within;
  private final Meters meters;
  private final Grouping<AuditEntry, Long> writes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Deque<AuditEntry> owed = new ArrayDeque<>();
  private boolean paying;

  private AuditTrail(ActorSystem<?> system, Duration within) {
    this.tables = Tables.of(system);
    this.within = within;
    this.meters = Meters.get(system);
    this.writes =
        new Grouping<>(
            this::write, 1, entry -> entry.json().length(), GROUP, system.executionContext());
  }

  /**
   * The trail of a node.
   *
   * @param within how long a write may take
   */
  public static AuditTrail start(ActorSystem<?> system, Duration within) {
    var trail = new AuditTrail(system, within);
    RegularWork.start(system, "audit-owed", OWED_EVERY, trail::pay);
    var reader = new AuditReader(trail.tables);
    RegularWork.start(system, "audit-head", HEAD_EVERY, () -> trail.tellHead(reader));
    return trail;
  }

  private CompletionStage<List<Long>> write(List<AuditEntry> entries) {
    var parts = entries.stream().map(AuditEntry::json).toArray(String[]::new);
    return tables.select(
        APPEND, statement -> statement.bind(0, parts), row -> row.get(0, Long.class));
  }

  /**
   * Adds a record.
   *
   * @param ifLate made of its number if it is written when nobody waits for it any more, and added
   *     too
   * @return its number; fails if it is not written in time
   */
  public CompletionStage<Long> add(AuditEntry entry, LongFunction<Optional<AuditEntry>> ifLate) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new AuditException("Too many records wait for the audit trail."));
    }
    var written = writes.add(entry);
    var answer = written.copy().orTimeout(within.toMillis(), TimeUnit.MILLISECONDS);
    var unused =
        written.whenComplete(
            (seq, failure) -> {
              waiting.decrementAndGet();
              count(failure == null ? "written" : "failed");
              if (failure == null && answer.isCompletedExceptionally()) {
                ifLate.apply(seq).ifPresent(this::addSurely);
              }
            });
    return answer.handle(
        (seq, failure) -> {
          if (failure != null) {
            log.warn("the audit trail could not be written: {}", Causes.text(Causes.of(failure)));
            throw new AuditException("The audit trail cannot be written.");
          }
          return seq;
        });
  }

  /**
   * Adds a record of what happened already: tried until it is written, as long as this node runs.
   *
   * @return done when it is written, or when it is owed
   */
  public CompletionStage<Void> addSurely(AuditEntry entry) {
    synchronized (owed) {
      if (!owed.isEmpty()) {
        owe(entry);
        return CompletableFuture.completedFuture(null);
      }
    }
    var written = writes.add(entry);
    var unused =
        written.whenComplete(
            (seq, failure) -> {
              count(failure == null ? "written" : "failed");
              if (failure != null) {
                synchronized (owed) {
                  owe(entry);
                }
              }
            });
    return written
        .copy()
        .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
        .handle((seq, failure) -> null);
  }

  private void owe(AuditEntry entry) {
    if (owed.size() >= MOST_OWED) {
      count("lost");
      log.error(
          "the audit trail cannot be written, and {} records wait for it: one is lost: {}",
          owed.size(),
          entry.json());
      return;
    }
    owed.add(entry);
  }

  private void pay() {
    var part = new ArrayList<AuditEntry>();
    synchronized (owed) {
      if (paying || owed.isEmpty()) {
        return;
      }
      paying = true;
      owed.stream().limit(OWED_PART).forEach(part::add);
    }
    write(part)
        .whenComplete(
            (seqs, failure) -> {
              synchronized (owed) {
                paying = false;
                if (failure == null) {
                  part.forEach(one -> owed.removeFirst());
                }
              }
            });
  }

  private void count(String outcome) {
    meters.counter(FIGURE, WORDS, "outcome", outcome).increment();
  }

  /** Kept where logs are kept, it shows later whether the end of the trail was cut off. */
  private void tellHead(AuditReader reader) {
    var unused =
        reader
            .head()
            .thenAccept(head -> log.info("the audit trail has {} records: {}", head.seq(), head));
  }

  /** What reads it. */
  public AuditReader reader() {
    return new AuditReader(tables);
  }
}
