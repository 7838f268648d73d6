package io.bindery.service.trace;

import io.bindery.router.operator.Explanation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way of one object, as far as it is known.
 *
 * @param uri the object
 * @param status where its way ends, or has come to
 * @param words the same in a sentence
 * @param wayOut what to do, if the way ended too early
 * @param rule by which the way ended, if it was one
 * @param steps of the way, in order, as far as it went
 * @param object what S3 has now, if it could be asked
 * @param batch the batch that it is in, if that is known
 * @param jobs of that batch, and others that package a folder above the object and had not ended
 *     when it came; oldest first
 * @param publications that carry the object or its revision to AWS Data Exchange, or whose manifest
 *     it is; newest first
 * @param notes what else one should know
 */
public record Trace(
    String uri,
    Optional<String> versionId,
    Status status,
    String words,
    Optional<String> wayOut,
    Optional<EndRule> rule,
    List<Step> steps,
    Optional<StoredObject> object,
    Optional<Explanation> batch,
    List<PackageJob> jobs,
    List<CarryingPublication> publications,
    List<String> notes) {
  public Trace {
    steps = List.copyOf(steps);
    jobs = List.copyOf(jobs);
    publications = List.copyOf(publications);
    notes = List.copyOf(notes);
  }

  /** Where the way of an object ends, or has come to. */
  public enum Status {
    /** A revision holds it. */
    PACKAGED,
    /** A revision was made of its folder; whether it holds the object was not looked at. */
    FOLDER_PACKAGED,
    /** A revision was made of its folder, and holds another version of it. */
    OTHER_VERSION,
    /** A revision in quarantine holds it. */
    QUARANTINED,
    /** A job is under way. */
    PACKAGING,
    /** Its batch was announced, and no job is known yet. */
    ANNOUNCED,
    /** Its batch is closed, and a target has not confirmed the announcement. */
    CLOSED,
    /** Its batch is open. */
    OPEN,
    /** It was recorded; nothing more is known any more. */
    RECORDED,
    /** A revision was made of its folder, and leaves it out. */
    LEFT_OUT,
    /** Its job failed, was cancelled, or found nothing. */
    NOT_MADE,
    /** The description of its batch was refused. */
    REFUSED,
    /** It is known what its package would be, and somebody is to decide. */
    SUGGESTED,
    /** Its batch is announced, and by its policy not packaged. */
    NOT_PACKAGED,
    /** Its batch was discarded by an operator. */
    DISCARDED,
    /** It never counts. */
    IGNORED,
    /** Its bucket is not watched. */
    NOT_WATCHED,
    /** No notice of it was recorded. */
    NO_NOTICE,
    /** There is no such object, and no notice of one was recorded. */
    NO_OBJECT,
    /** It is out on AWS Data Exchange, or it is a manifest whose content is. */
    PUBLISHED,
    /** A publication of it is under way, or of what it as a manifest lists. */
    PUBLISHING,
    /** It is a manifest, and its publication stopped half-way and waits for an order. */
    HELD,
    /** It is a manifest, and nothing of it is out. */
    NOT_PUBLISHED,
    /** It cannot be told any more. */
    UNKNOWN
  }

  /** One step of the way. */
  public enum StepName {
    OBJECT,
    NOTICE,
    BATCH,
    ANNOUNCEMENT,
    JOB,
    REVISION,
    PUBLICATION
  }

  /** How a step is. */
  public enum StepState {
    DONE,
    /** It is under way, or comes by itself. */
    WAITING,
    /** The way ended here. */
    ENDED,
    /** It cannot be told. */
    UNKNOWN
  }

  /**
   * A step.
   *
   * @param at when it was done or ended, if that is known
   */
  public record Step(StepName step, StepState state, Optional<Instant> at, String words) {}

  /**
   * An object, or one version of it, in S3.
   *
   * @param exists whether it is there; the rest is absent if it is not
   */
  public record StoredObject(
      boolean exists,
      Optional<String> versionId,
      Optional<Instant> lastModified,
      Optional<Long> size) {}
}
