package io.bindery.packager.preset;

/**
 * A file of a folder.
 *
 * @param path from the folder on
 * @param size in bytes
 */
public record ListedFile(String path, long size) {}
