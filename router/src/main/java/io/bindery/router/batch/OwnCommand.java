package io.bindery.router.batch;

import io.bindery.router.announce.Target;
import io.bindery.router.policy.Markers;
import java.util.Optional;

/** What a batch tells itself. It never crosses nodes. */
sealed interface OwnCommand extends BatchCommand {

  /** The deadline of the open batch, or a day of the way to it, has passed. */
  record DeadlineReached() implements OwnCommand {}

  /** The notices that may have waited are recorded. */
  record BacklogRead() implements OwnCommand {}

  /**
   * What was recorded was looked through for markers.
   *
   * @param markers those that were sought
   * @param upTo the number of the last event that was looked at
   * @param found the first, if one had come
   */
  record MarkersRead(Markers markers, long upTo, Optional<OpenBatch.Marker> found)
      implements OwnCommand {}

  /** The journal could not be read for markers. */
  record MarkersUnread(Markers markers) implements OwnCommand {}

  /** It is read again. */
  record SeekMarkers() implements OwnCommand {}

  /** Nothing has been waited for, for a while. */
  record NothingPending() implements OwnCommand {}

  /** Patience with what was under way at a stop has ended, or all of it has. */
  record StopNow() implements OwnCommand {}

  /** A target has an announcement. */
  record AnnounceConfirmed(Target target, String batchId, String eventId) implements OwnCommand {}

  /**
   * A target does not have an announcement, as far as is known.
   *
   * @param unanswered whether it may have it all the same
   */
  record AnnounceFailed(Target target, String batchId, String reason, boolean unanswered)
      implements OwnCommand {}

  /** Look whether answers came that were lost on their way to the actor, while it restarted. */
  record LookForAnswers() implements OwnCommand {}

  /** The pause after a failure is over. */
  record AnnounceAgain(Target target) implements OwnCommand {}
}
