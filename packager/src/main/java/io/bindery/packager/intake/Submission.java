package io.bindery.packager.intake;

import io.bindery.protocol.description.PackageDescription;

/** What becomes of a request to make a package. */
public sealed interface Submission {
  /**
   * The journal has it.
   *
   * @param jobId the job that does it, which may be an earlier one that asks for the same
   */
  record Accepted(String jobId) implements Submission {}

  /**
   * It can never be done.
   *
   * @param field that is wrong; empty if the request as a whole is
   * @param reason what is wrong and the way out
   */
  record Refused(String field, String reason) implements Submission {}

  /**
   * The package policy of its folder makes no packages that nobody ordered.
   *
   * @param description which was read
   */
  record Unwanted(PackageDescription description) implements Submission {}

  /**
   * Not now; it is to be sent again.
   *
   * @param reason why
   */
  record Later(String reason) implements Submission {}
}
