package io.bindery.router.batch;

import io.bindery.router.announce.Announcers;
import io.bindery.router.policy.PolicyRegistry;
import java.time.Clock;

/**
 * What all batches of a node share.
 *
 * @param clock what all nodes take for the time; deadlines are read from it, never from S3's event
 *     times
 * @param policies those in force
 * @param announcers tell the world
 * @param settings how a batch runs
 * @param backlog whether notices may wait that nobody has read
 */
public record BatchParts(
    Clock clock,
    PolicyRegistry policies,
    Announcers announcers,
    BatchSettings settings,
    Backlog backlog) {}
