package io.bindery.packager.preset;

/**
 * A preset of which a folder has signs, but not a file that it needs.
 *
 * @param preset its name
 * @param confidence what the signs weigh, of 100
 * @param lacks the file that is not there, or is empty, as a pattern
 */
public record NearMiss(String preset, int confidence, String lacks) {}
