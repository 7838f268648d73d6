package io.bindery.router.batch;

import io.bindery.router.announce.Announcer;
import io.bindery.router.policy.PolicyRegistry;
import java.time.Clock;

/**
 * What all batches of a node share.
 *
 * @param clock the wall clock; deadlines are read from it, never from S3's event times
 * @param policies those in force
 * @param announcer tells the world
 * @param settings how a batch runs
 */
public record BatchParts(
    Clock clock, PolicyRegistry policies, Announcer announcer, BatchSettings settings) {}
