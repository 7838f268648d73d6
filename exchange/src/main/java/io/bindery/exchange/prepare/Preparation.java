package io.bindery.exchange.prepare;

import io.bindery.exchange.plan.PlanSummary;

/** What became of the preparation of a publication. */
public sealed interface Preparation {
  /**
   * The plan is in the database.
   *
   * @param plan its number among the plans of the publication
   */
  record Prepared(int plan, PlanSummary summary) implements Preparation {}

  /**
   * It cannot be published as it is. All that was found is in table {@code exchange_refusal}.
   *
   * @param reason the first thing that is wrong, and how many there are; at most 1,000 characters
   * @param problems how many there are; 0 if the manifest itself could not be read any more
   */
  record Refused(String reason, long problems) implements Preparation {}
}
