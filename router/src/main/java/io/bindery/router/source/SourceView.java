package io.bindery.router.source;

import io.bindery.platform.versioned.Origin;
import io.bindery.platform.versioned.Versioned;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One source and where it comes from.
 *
 * @param version counts its changes at run time; 0 if there was none
 * @param kind whether Bindery brings it along
 * @param origin where it comes from
 * @param enabled whether it is switched on
 * @param definition as it is worded, completed by the configuration
 * @param events how many events are in each state: waiting, sent, merged, noted, failed; of each up
 *     to 10,000
 * @param changedBy who changed it last at run time
 * @param changedAt when
 * @param broken why what is stored cannot be used; what the configuration says, if anything, is in
 *     force
 */
public record SourceView(
    String name,
    long version,
    Kind kind,
    Origin origin,
    boolean enabled,
    Map<String, Object> definition,
    Map<String, Long> events,
    Optional<String> changedBy,
    Optional<Instant> changedAt,
    Optional<String> broken)
    implements Versioned {

  /** Who brought it along. */
  public enum Kind {
    BUILT_IN,
    CUSTOM
  }
}
