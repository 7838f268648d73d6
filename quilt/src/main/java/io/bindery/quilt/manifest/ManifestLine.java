package io.bindery.quilt.manifest;

/** A line of a manifest after its header. */
public sealed interface ManifestLine permits DirectoryMeta, ManifestEntry {}
