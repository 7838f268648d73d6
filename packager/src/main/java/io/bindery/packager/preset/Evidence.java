package io.bindery.packager.preset;

/**
 * Why a folder is taken for something.
 *
 * @param file the first file that says so, from the folder on
 * @param says what such a file is
 * @param weight of 100
 */
public record Evidence(String file, String says, int weight) {}
