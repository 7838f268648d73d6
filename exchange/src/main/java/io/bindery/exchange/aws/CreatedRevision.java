package io.bindery.exchange.aws;

/** A revision that Data Exchange has. */
public record CreatedRevision(String id, String arn) {}
