package io.bindery.router.batch;

import io.bindery.router.announce.Announcer;
import io.bindery.router.policy.Trigger;
import java.time.Clock;
import java.util.function.Function;

/**
 * What all batches of a node share.
 *
 * @param clock the wall clock; deadlines are read from it, never from S3's event times
 * @param triggers the trigger of each bucket by its name
 * @param announcer tells the world
 * @param settings how a batch runs
 */
public record BatchParts(
    Clock clock, Function<String, Trigger> triggers, Announcer announcer, BatchSettings settings) {}
