package io.bindery.packager.gateway;

import java.util.Map;
import java.util.Optional;

/**
 * A file share, as the API tells of it.
 *
 * @param refreshes how many are in each state, as far as they are remembered
 * @param lastError of the refresh that was refused last and was not followed by one that was taken
 */
public record ShareView(
    String arn,
    Optional<String> gateway,
    String bucket,
    String prefix,
    Optional<String> registry,
    Map<String, Long> refreshes,
    Optional<String> lastError) {}
