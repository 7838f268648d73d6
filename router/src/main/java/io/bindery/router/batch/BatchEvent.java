package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.router.announce.Target;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the journal holds of a batch. The names are part of the stored format, the classes are not:
 * an event may be moved or renamed in code, but its name and its fields stay readable for ever. New
 * fields must be optional.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BatchEvent.ObjectsRecorded.class, name = "objects-recorded"),
  @JsonSubTypes.Type(value = BatchEvent.DeadlineMoved.class, name = "deadline-moved"),
  @JsonSubTypes.Type(value = BatchEvent.BatchClosed.class, name = "batch-closed"),
  @JsonSubTypes.Type(value = BatchEvent.BatchAnnounced.class, name = "batch-announced"),
  @JsonSubTypes.Type(value = BatchEvent.ClockCorrected.class, name = "clock-corrected"),
  @JsonSubTypes.Type(value = BatchEvent.BatchPaused.class, name = "batch-paused"),
  @JsonSubTypes.Type(value = BatchEvent.BatchResumed.class, name = "batch-resumed"),
  @JsonSubTypes.Type(value = BatchEvent.BatchDiscarded.class, name = "batch-discarded"),
  @JsonSubTypes.Type(value = BatchEvent.TargetsPlanned.class, name = "targets-planned"),
  @JsonSubTypes.Type(value = BatchEvent.TargetAnnounced.class, name = "target-announced"),
  @JsonSubTypes.Type(value = BatchEvent.BatchRested.class, name = "batch-rested"),
  @JsonSubTypes.Type(value = BatchEvent.MarkersSought.class, name = "markers-sought")
})
public sealed interface BatchEvent extends CborSerializable {
  /** The bucket's name. */
  String bucket();

  /** The common prefix. */
  String prefix();

  /** What it is, case by case: whoever forgets a kind of event does not compile. */
  <T> T fold(Cases<T> cases);

  /** One answer for each kind of event. */
  interface Cases<T> {
    T on(ObjectsRecorded event);

    T on(DeadlineMoved event);

    T on(BatchClosed event);

    T on(TargetsPlanned event);

    T on(BatchAnnounced event);

    T on(TargetAnnounced event);

    T on(ClockCorrected event);

    T on(BatchPaused event);

    T on(BatchResumed event);

    T on(BatchDiscarded event);

    T on(BatchRested event);

    T on(MarkersSought event);
  }

  /**
   * Object events were added to the open batch, or began one.
   *
   * @param objects those that count: none of them was seen before
   * @param totals of the batch with them
   * @param recordedAt when, by the router's clock
   * @param dueAt when the batch closes unless more comes
   * @param deleted deleted objects that count, none of them seen before
   * @param marker the first of the objects that is a marker by the policy in force
   * @param uncounted what came since the last write and did not count
   * @param reconciled whether the objects were found by a reconciliation
   * @param span of the batch, if they begin it; else its causes are more of the batch's. Absent in
   *     events of earlier versions
   * @param markers the patterns of the markers of the policy in force, if the objects begin a
   *     batch; none if the batch was begun under others. Absent if nothing changes, and in events
   *     of earlier versions
   */
  record ObjectsRecorded(
      String bucket,
      String prefix,
      List<RecordedObject> objects,
      Totals totals,
      Instant recordedAt,
      Optional<Instant> dueAt,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RecordedObject> deleted,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> marker,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Uncounted> uncounted,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean reconciled,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<String>> markers)
      implements BatchEvent {
    @JsonCreator
    public ObjectsRecorded {
      deleted = Objects.requireNonNullElse(deleted, List.of());
      marker = Objects.requireNonNullElse(marker, Optional.empty());
      uncounted = Objects.requireNonNullElse(uncounted, Optional.empty());
      span = Objects.requireNonNullElse(span, Optional.empty());
      markers = Objects.requireNonNullElse(markers, Optional.empty());
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The open batch closes at another time than was said, because its policy changed. */
  record DeadlineMoved(String bucket, String prefix, Optional<Instant> dueAt)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The policy has other markers than the open batch was begun with. What was recorded before was
   * looked through for them.
   *
   * @param markers their patterns
   * @param marker the first that had come, below the common prefix
   * @param recordedAt when it was recorded, if it had
   */
  record MarkersSought(
      String bucket,
      String prefix,
      List<String> markers,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> marker,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> recordedAt)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The open batch is closed and waits to be announced: on the EventBridge bus, unless {@link
   * TargetsPlanned} says otherwise.
   *
   * @param evidence how things stood
   * @param span of the batch, which is over; absent in events of earlier versions
   */
  record BatchClosed(
      String bucket,
      String prefix,
      String batchId,
      CloseReason reason,
      Totals totals,
      Instant closedAt,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Evidence> evidence,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span)
      implements BatchEvent {
    @JsonCreator
    public BatchClosed {
      evidence = Objects.requireNonNullElse(evidence, Optional.empty());
      span = Objects.requireNonNullElse(span, Optional.empty());
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * A closed batch is still to be announced to exactly these targets.
   *
   * @param targets none if nothing is left to announce
   */
  record TargetsPlanned(
      String bucket, String prefix, String batchId, List<Target> targets, Instant plannedAt)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The EventBridge bus confirmed the announcement.
   *
   * @param eventId EventBridge's id of the event
   * @param unanswered how often it was announced before without an answer: each time it may have
   *     arrived
   */
  record BatchAnnounced(
      String bucket,
      String prefix,
      String batchId,
      String eventId,
      Instant announcedAt,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int unanswered)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Another target than the EventBridge bus confirmed the announcement.
   *
   * @param eventId the target's id of the event or message
   * @param unanswered as of {@link BatchAnnounced}
   */
  record TargetAnnounced(
      String bucket,
      String prefix,
      String batchId,
      Target target,
      String eventId,
      Instant announcedAt,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int unanswered)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Something of the open batch was recorded by a clock that was ahead: it counts as recorded now.
   *
   * @param at now
   * @param dueAt when the batch closes unless more comes
   */
  record ClockCorrected(String bucket, String prefix, Instant at, Optional<Instant> dueAt)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Somebody paused it: it records, but does not close by itself. */
  record BatchPaused(String bucket, String prefix, String by, Instant at) implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Somebody resumed it.
   *
   * @param dueAt when the open batch closes unless more comes
   */
  record BatchResumed(String bucket, String prefix, String by, Instant at, Optional<Instant> dueAt)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Somebody discarded the open batch: it is never announced. Its object events stay known, and do
   * not count when they are delivered again.
   */
  record BatchDiscarded(String bucket, String prefix, String by, Instant at, Totals totals)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Nothing is open or waits to be announced, and nothing came for long: a snapshot is taken with
   * it, so that the events before can be cleaned up.
   *
   * @param forgotten whether the object events that were remembered are not any more
   */
  record BatchRested(String bucket, String prefix, Instant at, boolean forgotten)
      implements BatchEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
