package io.bindery.packager.job;

import akka.actor.typed.ActorRef;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events and commands of which a test sets only what it is about. */
final class PackageEvents {
  private PackageEvents() {}

  /** What nobody ordered and no batch asked for. */
  static PackageCommand.Accept accept(
      String messageId, String description, ActorRef<PackageCommand.Answer> replyTo) {
    return new PackageCommand.Accept(
        messageId,
        description,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        replyTo);
  }

  /** One that came by itself. */
  static DescriptionAccepted accepted(
      String jobId, String messageId, String description, Instant at) {
    return accepted(jobId, messageId, description, at, Optional.empty());
  }

  /** One that no batch asked for. */
  static DescriptionAccepted accepted(
      String jobId, String messageId, String description, Instant at, Optional<String> by) {
    return accepted(jobId, messageId, description, at, by, List.of());
  }

  /** One that does no earlier job again. */
  static DescriptionAccepted accepted(
      String jobId,
      String messageId,
      String description,
      Instant at,
      Optional<String> by,
      List<String> batches) {
    return accepted(jobId, messageId, description, at, by, batches, Optional.empty());
  }

  /** One that belongs to no trace. */
  static DescriptionAccepted accepted(
      String jobId,
      String messageId,
      String description,
      Instant at,
      Optional<String> by,
      List<String> batches,
      Optional<String> retryOf) {
    return new DescriptionAccepted(
        jobId,
        messageId,
        description,
        at,
        by,
        batches,
        retryOf,
        Optional.empty(),
        Optional.empty());
  }

  /** One that no batch asked for. */
  static DescriptionCoalesced coalesced(
      String jobId, String identity, String messageId, Instant at) {
    return coalesced(jobId, identity, messageId, at, List.of());
  }

  /** One that does no earlier job again. */
  static DescriptionCoalesced coalesced(
      String jobId, String identity, String messageId, Instant at, List<String> batches) {
    return coalesced(jobId, identity, messageId, at, batches, Optional.empty());
  }

  /** One that belongs to no trace. */
  static DescriptionCoalesced coalesced(
      String jobId,
      String identity,
      String messageId,
      Instant at,
      List<String> batches,
      Optional<String> retryOf) {
    return new DescriptionCoalesced(
        jobId, identity, messageId, at, batches, retryOf, Optional.empty(), Optional.empty());
  }

  /** One of which nobody says who ordered it. */
  static JobCancelled cancelled(String jobId, Instant at) {
    return new JobCancelled(jobId, at, Optional.empty());
  }
}
