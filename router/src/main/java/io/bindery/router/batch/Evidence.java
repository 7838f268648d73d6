package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How things stood when a batch was closed: what an explanation is made of later, whatever became
 * of the policy.
 *
 * @param events object events that counted
 * @param firstRecordedAt when the first was recorded, by the router's clock
 * @param lastRecordedAt when the last was
 * @param together whether the conditions had to hold together
 * @param conditions of the trigger in force
 * @param uncounted what came and did not count
 * @param marker the key of the marker that came, below the common prefix
 * @param by who asked for it, if somebody did
 * @param reconciled how many of the object events were found by a reconciliation
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Evidence(
    long events,
    Instant firstRecordedAt,
    Instant lastRecordedAt,
    boolean together,
    List<Condition> conditions,
    Uncounted uncounted,
    Optional<String> marker,
    Optional<String> by,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long reconciled) {
  @JsonCreator
  public Evidence {
    conditions = List.copyOf(conditions);
  }
}
