package io.bindery.platform.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How it is with one dependency.
 *
 * @param name as in {@link Dependency}
 * @param kind in a word
 * @param setting full path of the setting that names it
 * @param value its value
 * @param region where it is asked
 * @param required whether the node is not ready without it
 * @param state in a word
 * @param since when this state began, by the node's clock
 * @param goodSecondsAgo seconds since it was last found or used with success; absent = never
 * @param error what is wrong; absent if it is up
 * @param wayOut what the operator can do
 * @param failedAt when it last failed, by the node's clock; absent = never
 * @param unanswered how many messages of this node it did not answer since the start: it may have
 *     each of them twice, as each was sent again
 * @param warnings what is not as it should be although it can be used
 */
public record PartView(
    String name,
    String kind,
    String setting,
    String value,
    Optional<String> region,
    boolean required,
    String state,
    Instant since,
    Optional<Long> goodSecondsAgo,
    Optional<String> error,
    Optional<String> wayOut,
    Optional<Instant> failedAt,
    long unanswered,
    List<String> warnings) {}
