package io.bindery.router.batch;

import java.time.Instant;

/**
 * What somebody did to a batch.
 *
 * @param by who
 * @param at when, by the router's clock
 */
public record Operation(String by, Instant at) {}
