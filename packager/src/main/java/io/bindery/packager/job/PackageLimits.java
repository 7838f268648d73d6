package io.bindery.packager.job;

import java.time.Duration;

/**
 * What a package allows itself.
 *
 * @param waiting jobs that may wait behind the active one; equal ones are joined and count once
 * @param retry how often and when a job is tried again
 * @param idle a package that has nothing to do leaves the memory after this time
 */
public record PackageLimits(int waiting, RetryPolicy retry, Duration idle) {}
