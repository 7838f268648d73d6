package io.bindery.router.replay;

import io.bindery.router.policy.BucketPolicy;
import java.time.Instant;

/**
 * What to try.
 *
 * @param candidate the policy; its bucket is the one whose events are taken
 * @param from events recorded from here on
 * @param to up to here
 * @param prefix only of keys that begin so; empty: all
 * @param limit how many batches to answer at most; all are counted
 */
public record DryRunRequest(
    BucketPolicy candidate, Instant from, Instant to, String prefix, int limit) {}
