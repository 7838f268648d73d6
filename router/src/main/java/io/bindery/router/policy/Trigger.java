package io.bindery.router.policy;

import java.time.Duration;

/**
 * What closes a batch: whichever comes first.
 *
 * @param count how many distinct keys close it at once, at least 1
 * @param quiet how long after the last object event it closes, by the router's clock
 */
public record Trigger(int count, Duration quiet) {}
