package io.bindery.service.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bindery.router.operator.Explanation;
import java.util.List;

/**
 * Why a batch is open or closed, and what became of it.
 *
 * @param jobs that it led to, if it is closed; of a prefix where nothing is open, those of its last
 *     batch
 */
public record Explained(
    @JsonUnwrapped Explanation explanation,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PackageJob> jobs) {
  public Explained {
    jobs = List.copyOf(jobs);
  }
}
