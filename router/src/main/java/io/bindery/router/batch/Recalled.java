package io.bindery.router.batch;

import io.bindery.platform.serialization.CborSerializable;
import java.util.List;

/**
 * What a batch remembers of object events that it was asked about.
 *
 * @param begun whether anything was ever recorded for its prefix
 * @param unknown those that are not among the last it remembers; they may have been recorded before
 */
public record Recalled(boolean begun, List<Long> unknown) implements CborSerializable {
  public Recalled {
    unknown = List.copyOf(unknown);
  }
}
