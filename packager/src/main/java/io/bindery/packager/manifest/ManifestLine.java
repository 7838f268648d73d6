package io.bindery.packager.manifest;

/** A line of a manifest after its header. */
public sealed interface ManifestLine permits DirectoryMeta, ManifestEntry {}
