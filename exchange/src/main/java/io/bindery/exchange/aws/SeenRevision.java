package io.bindery.exchange.aws;

/** How a revision is at Data Exchange. */
public record SeenRevision(boolean finalized, boolean revoked) {}
