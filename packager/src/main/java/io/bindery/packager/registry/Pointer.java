package io.bindery.packager.registry;

import io.bindery.quilt.manifest.TopHash;

/**
 * A pointer as it was read.
 *
 * @param topHash the revision that it leads to
 * @param etag what a write must find there if it is to replace just this
 * @param marked whether Bindery let it lead there, as its mark says
 */
public record Pointer(TopHash topHash, String etag, boolean marked) {}
