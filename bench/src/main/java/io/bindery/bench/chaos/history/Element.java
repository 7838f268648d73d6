package io.bindery.bench.chaos.history;

/** What must be in exactly one batch: an object version. */
public record Element(String key, long size) {}
