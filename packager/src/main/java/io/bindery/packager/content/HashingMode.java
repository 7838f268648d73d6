package io.bindery.packager.content;

/** Who computes a hash that neither the cache nor S3 has. */
public enum HashingMode {
  /** Bindery reads the object. */
  STREAM,
  /** S3 does, while it copies the object into a scratch bucket. */
  S3_COPY,
  /** S3 for large objects where it can, else Bindery. */
  AUTO
}
