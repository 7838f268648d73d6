package io.bindery.router.source;

/** A folder of a bucket, with its slash at the end. */
public record Folder(String bucket, String prefix) {}
