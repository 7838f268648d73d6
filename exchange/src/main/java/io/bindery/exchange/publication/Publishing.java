package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.Revision.Stage;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.platform.tracing.OpenSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the journal says of a publication. It grows with the number of its revisions, not with that
 * of its assets.
 *
 * @param request what it was asked for; nothing if it is not known
 * @param aim what it works for
 * @param held that it has stopped, until an order
 * @param reason why it is given up
 * @param revocation the comment with which it is taken back
 * @param quotas that turned out lower than the settings say
 * @param recutDue whether the plan has to be cut again first
 * @param revisions those that were begun, in order
 * @param changeSet the one that was begun last
 * @param told whether subscribers were told, or could not be
 * @param finalAt when the last revision became final
 */
record Publishing(
    PublicationState state,
    Optional<Request> request,
    Optional<Planned> plan,
    Aim aim,
    Optional<Reason> held,
    Optional<Reason> reason,
    Optional<String> revocation,
    Map<QuotaName, Long> quotas,
    boolean recutDue,
    List<Revision> revisions,
    Optional<AddedSet> changeSet,
    boolean told,
    Optional<Instant> finalAt)
    implements CborSerializable {
  /** What a publication works for. */
  enum Aim {
    /** That all of it is public. */
    PUBLISH,
    /** That nothing of it is left, for it cannot be published. */
    GIVE_UP,
    /** That nothing of it is left, by order. */
    CANCEL,
    /** That nothing of it is public any more, by order. */
    REVOKE
  }

  /** What was asked for. */
  record Request(
      ManifestRef manifest,
      boolean again,
      Optional<String> by,
      Optional<OpenSpan> span,
      Instant at) {}

  /** Why it stopped, or is given up. */
  record Reason(ReasonCode code, String text) {}

  /**
   * A change set that adds revisions to a product.
   *
   * @param set its number, from 0
   * @param first number of its first revision
   * @param last number of its last revision
   * @param id which the catalog gave; nothing before that is known
   * @param applied whether it is done
   * @param failed whether this attempt failed
   */
  record AddedSet(
      int set,
      int attempt,
      long first,
      long last,
      Optional<String> id,
      boolean applied,
      boolean failed) {}

  static final Publishing UNKNOWN =
      new Publishing(
          PublicationState.RECEIVED,
          Optional.empty(),
          Optional.empty(),
          Aim.PUBLISH,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          false,
          List.of(),
          Optional.empty(),
          false,
          Optional.empty());

  Publishing {
    quotas = quotas.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(quotas));
    revisions = List.copyOf(revisions);
  }

  @JsonIgnore
  boolean isKnown() {
    return request.isPresent();
  }

  /** Whether nothing is to be done until somebody orders something. */
  @JsonIgnore
  boolean isAtRest() {
    return !isKnown()
        || state.hasEnded()
        || (held.isPresent() && revisions.stream().noneMatch(Publishing::runs));
  }

  private static boolean runs(Revision revision) {
    return revision.open().stream().anyMatch(it -> it.endedAt().isEmpty());
  }

  @JsonIgnore
  boolean hasFinal() {
    return revisions.stream().anyMatch(it -> it.stage() == Stage.FINAL);
  }

  /** Whether all revisions of the plan are at least this far. */
  boolean all(Stage stage) {
    return plan.isPresent()
        && revisions.size() == plan.get().revisions()
        && revisions.stream().allMatch(it -> it.stage().compareTo(stage) >= 0);
  }

  Revision revision(long number) {
    return revisions.get((int) number);
  }

  Publishing apply(PublicationEvent event) {
    return event.fold(new StateChange(this));
  }

  Publishing in(PublicationState next) {
    return with(it -> it.state = next);
  }

  Publishing with(Request asked) {
    return with(it -> it.request = Optional.of(asked));
  }

  Publishing with(Planned planned) {
    return with(it -> it.plan = Optional.of(planned));
  }

  Publishing with(Aim other, Optional<Reason> why, Optional<String> comment) {
    return with(
        it -> {
          it.aim = other;
          it.held = Optional.empty();
          it.reason = why;
          it.revocation = comment;
        });
  }

  Publishing heldBy(Optional<Reason> why) {
    return with(it -> it.held = why);
  }

  Publishing with(QuotaName quota, long value) {
    var all = new EnumMap<QuotaName, Long>(QuotaName.class);
    all.putAll(quotas);
    all.merge(quota, value, Math::min);
    return with(
        it -> {
          it.quotas = all;
          it.recutDue = true;
        });
  }

  Publishing recut() {
    return with(it -> it.recutDue = false);
  }

  Publishing with(AddedSet set) {
    return with(it -> it.changeSet = Optional.of(set));
  }

  Publishing toldThem() {
    return with(it -> it.told = true);
  }

  Publishing finalAt(Instant at) {
    return with(it -> it.finalAt = Optional.of(at));
  }

  Publishing plus(Revision revision) {
    var all = new ArrayList<>(revisions);
    all.add(revision);
    return with(all);
  }

  Publishing withRevision(long number, UnaryOperator<Revision> change) {
    var all = new ArrayList<>(revisions);
    all.set((int) number, change.apply(all.get((int) number)));
    return with(all);
  }

  private Publishing with(List<Revision> all) {
    return with(it -> it.revisions = all);
  }

  private Publishing with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** A copy that is being changed. */
  private static final class Draft {
    private PublicationState state;
    private Optional<Request> request;
    private Optional<Planned> plan;
    private Aim aim;
    private Optional<Reason> held;
    private Optional<Reason> reason;
    private Optional<String> revocation;
    private Map<QuotaName, Long> quotas;
    private boolean recutDue;
    private List<Revision> revisions;
    private Optional<AddedSet> changeSet;
    private boolean told;
    private Optional<Instant> finalAt;

    private Draft(Publishing from) {
      state = from.state;
      request = from.request;
      plan = from.plan;
      aim = from.aim;
      held = from.held;
      reason = from.reason;
      revocation = from.revocation;
      quotas = from.quotas;
      recutDue = from.recutDue;
      revisions = from.revisions;
      changeSet = from.changeSet;
      told = from.told;
      finalAt = from.finalAt;
    }

    private Publishing done() {
      return new Publishing(
          state,
          request,
          plan,
          aim,
          held,
          reason,
          revocation,
          quotas,
          recutDue,
          revisions,
          changeSet,
          told,
          finalAt);
    }
  }
}
