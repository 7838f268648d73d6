package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.router.policy.Markers;
import io.bindery.router.policy.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was recorded since the prior trigger; at least one object event.
 *
 * @param totals what it adds up to
 * @param keys 64-bit hashes of the last keys, to count each once
 * @param lastRecordedAt when the last object event was recorded, by the router's clock
 * @param dueAt when it closes unless more comes, by the router's clock; absent if only more object
 *     events can close it
 * @param firstRecordedAt when the first object event was recorded
 * @param events how many object events count
 * @param marker the first marker that came
 * @param uncounted what came and did not count
 * @param reconciled how many of the object events were found by a reconciliation
 * @param sizes what counts of the last keys
 * @param span of this batch
 * @param sought the markers by which all of it was looked through, as patterns; absent if none
 *     were, and in what older versions wrote
 */
record OpenBatch(
    Totals totals,
    LongWindow keys,
    Instant lastRecordedAt,
    Optional<Instant> dueAt,
    Instant firstRecordedAt,
    long events,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Marker> marker,
    Uncounted uncounted,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long reconciled,
    SizeWindow sizes,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<String>> sought) {

  /**
   * A marker that came.
   *
   * @param name its key below the common prefix
   * @param at when it was recorded
   */
  record Marker(String name, Instant at) {
    Marker notAfter(Instant now) {
      return new Marker(name, earlier(at, now));
    }
  }

  /** What older snapshots do not hold is as near as they can tell. */
  @JsonCreator
  OpenBatch(
      @JsonProperty("totals") Totals totals,
      @JsonProperty("keys") LongWindow keys,
      @JsonProperty("lastRecordedAt") Instant lastRecordedAt,
      @JsonProperty("dueAt") Optional<Instant> dueAt,
      @JsonProperty("firstRecordedAt") Instant firstRecordedAt,
      @JsonProperty("events") long events,
      @JsonProperty("marker") Optional<Marker> marker,
      @JsonProperty("uncounted") Uncounted uncounted,
      @JsonProperty("reconciled") long reconciled,
      @JsonProperty("sizes") SizeWindow sizes,
      @JsonProperty("span") Optional<OpenSpan> span,
      @JsonProperty("sought") Optional<List<String>> sought) {
    this.totals = totals;
    this.keys = keys;
    this.lastRecordedAt = lastRecordedAt;
    this.dueAt = dueAt;
    this.firstRecordedAt = Objects.requireNonNullElse(firstRecordedAt, lastRecordedAt);
    this.events = Math.max(events, totals.files());
    this.marker = Objects.requireNonNullElse(marker, Optional.empty());
    this.uncounted = Objects.requireNonNullElse(uncounted, Uncounted.NONE);
    this.reconciled = reconciled;
    this.sizes = Objects.requireNonNullElse(sizes, SizeWindow.EMPTY);
    this.span = Objects.requireNonNullElse(span, Optional.empty());
    this.sought = Objects.requireNonNullElse(sought, Optional.empty());
  }

  /** The open batch, or none, after more object events were recorded. */
  static OpenBatch after(
      Optional<OpenBatch> before,
      BatchEvent.ObjectsRecorded event,
      LongWindow keys,
      SizeWindow sizes) {
    var marker = event.marker().map(name -> new Marker(name, event.recordedAt()));
    return new OpenBatch(
        event.totals(),
        keys,
        event.recordedAt(),
        event.dueAt(),
        before.map(OpenBatch::firstRecordedAt).orElse(event.recordedAt()),
        before.map(OpenBatch::events).orElse(0L) + event.objects().size() + event.deleted().size(),
        before.flatMap(OpenBatch::marker).or(() -> marker),
        before
            .map(OpenBatch::uncounted)
            .orElse(Uncounted.NONE)
            .plus(event.uncounted().orElse(Uncounted.NONE)),
        before.map(OpenBatch::reconciled).orElse(0L)
            + (event.reconciled() ? event.objects().size() : 0),
        sizes,
        span(before.flatMap(OpenBatch::span), event.span()),
        event.markers().or(() -> before.flatMap(OpenBatch::sought)));
  }

  /** The first is the batch's own; of later ones only the causes count. */
  private static Optional<OpenSpan> span(Optional<OpenSpan> before, Optional<OpenSpan> more) {
    return before.map(own -> more.map(own::joined).orElse(own)).or(() -> more);
  }

  /** What was recorded before was looked through for markers of another policy. */
  OpenBatch sought(BatchEvent.MarkersSought event) {
    var found = event.marker().map(name -> new Marker(name, event.recordedAt().orElseThrow()));
    return new OpenBatch(
        totals,
        keys,
        lastRecordedAt,
        dueAt,
        firstRecordedAt,
        events,
        found,
        uncounted,
        reconciled,
        sizes,
        span,
        Optional.of(event.markers()));
  }

  /** The marker that came, unless it was one by an earlier policy only. */
  Optional<Marker> marker(Markers markers) {
    return marker.filter(seen -> sought.isEmpty() || sought.get().equals(markers.patterns()));
  }

  /** Whether what was recorded before the policy was changed may hold a marker, or hold none. */
  boolean isToBeSought(Markers markers) {
    return !markers.isEmpty()
        && (sought.isPresent() ? !sought.get().equals(markers.patterns()) : marker.isEmpty());
  }

  OpenBatch withDueAt(Optional<Instant> changed) {
    return new OpenBatch(
        totals,
        keys,
        lastRecordedAt,
        changed,
        firstRecordedAt,
        events,
        marker,
        uncounted,
        reconciled,
        sizes,
        span,
        sought);
  }

  /** As it would be with another key, as far as that decides when it closes. */
  OpenBatch withOneMore(Instant now) {
    var more =
        new Totals(
            totals.files() + 1, totals.bytes(), totals.firstEventTime(), totals.lastEventTime());
    return new OpenBatch(
        more,
        keys,
        now,
        dueAt,
        firstRecordedAt,
        events + 1,
        marker,
        uncounted,
        reconciled,
        sizes,
        span,
        sought);
  }

  /** Nothing of it was recorded after {@code now}. */
  OpenBatch notAfter(Instant now, Optional<Instant> changedDueAt) {
    return new OpenBatch(
        totals,
        keys,
        earlier(lastRecordedAt, now),
        changedDueAt,
        earlier(firstRecordedAt, now),
        events,
        marker.map(seen -> seen.notAfter(now)),
        uncounted,
        reconciled,
        sizes,
        span,
        sought);
  }

  /** The last moment at which anything of it was recorded. */
  Instant latest() {
    var last = lastRecordedAt.isAfter(firstRecordedAt) ? lastRecordedAt : firstRecordedAt;
    return marker.map(Marker::at).filter(at -> at.isAfter(last)).orElse(last);
  }

  /** What {@code count} and {@code min-count} count. */
  long counted(Trigger.CountMode mode) {
    return mode == Trigger.CountMode.KEYS ? totals.files() : events;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
