package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Catalog;
import io.bindery.exchange.aws.CreatedRevision;
import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.SeenJob;
import io.bindery.exchange.prepare.Preparation;
import io.bindery.exchange.publication.PublicationEvent.KeptRevision;
import io.bindery.exchange.publication.PublicationEvent.PlannedJob;
import io.bindery.exchange.slots.JobPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What became of a {@link Step}. */
sealed interface Result {
  /** It is done, and there is nothing to tell. */
  record Done() implements Result {}

  /** A revision that was to be removed is final: an earlier call had done it, unseen. */
  record AlreadyFinal() implements Result {}

  /** It is not done. */
  record Failure(Fault fault) implements Result {}

  record PreparationEnded(Preparation preparation) implements Result {}

  /**
   * Who has the turn of the data set.
   *
   * @param holder nothing if nobody has it
   * @param same a publication that made the same content public
   */
  record Turn(Optional<String> holder, Optional<String> same) implements Result {}

  record RevisionRead(List<PlannedJob> jobs, long assets, long bytes) implements Result {}

  record RevisionFound(Optional<CreatedRevision> revision) implements Result {}

  /**
   * A job is created.
   *
   * @param id nothing if there was nothing left to create one for
   */
  record JobMade(Optional<String> id) implements Result {}

  record JobsFound(Map<JobPlace, String> ids) implements Result {}

  /** The jobs that have slots. */
  record SlotsHeld(Set<JobPlace> places) implements Result {}

  /** The jobs that a listing showed, each once. */
  record JobsSeen(List<SeenJob> jobs) implements Result {}

  record JobSeen(Optional<SeenJob> job) implements Result {}

  record CutDone(int plan, long revisions, long jobs, List<KeptRevision> kept) implements Result {}

  /**
   * What a count found.
   *
   * @param missing for each job how many of its assets are not there
   * @param examples names of some of them
   * @param changed names of assets that are there with another size
   */
  record Counted(Map<Integer, Integer> missing, List<String> examples, List<String> changed)
      implements Result {}

  /**
   * What a comparison found.
   *
   * @param changed sentences about objects that are others than planned
   */
  record Compared(List<String> changed) implements Result {}

  record ChangeSetMade(String id) implements Result {}

  record ChangeSetSeen(Catalog.Seen seen) implements Result {}
}
