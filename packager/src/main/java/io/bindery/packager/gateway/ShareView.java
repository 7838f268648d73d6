package io.bindery.packager.gateway;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A file share, as the API tells of it.
 *
 * @param refreshes how many are in each state, as far as they are remembered; all states are there
 * @param refused how many calls were refused, as far as they are remembered
 * @param waitingSince when the first of what waits was asked for
 * @param lastEndAt when the gateway told of an end the last time
 * @param lastErrorAt when the last of those happened that failed or of which no end was heard; it
 *     stays when it is over
 * @param lastError why the last call was refused, or its end is not known; absent once a later one
 *     went well
 */
public record ShareView(
    String arn,
    Optional<String> gateway,
    String bucket,
    String prefix,
    Optional<String> registry,
    Map<String, Long> refreshes,
    long refused,
    Optional<Instant> waitingSince,
    Optional<Instant> lastEndAt,
    Optional<Instant> lastErrorAt,
    Optional<String> lastError) {}
