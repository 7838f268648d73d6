package io.bindery.exchange.aws;

/** An object that a job imports. */
public record SourceObject(String bucket, String key) {}
