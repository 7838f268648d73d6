package io.bindery.packager.enhance;

/**
 * A file that Bindery adds to a package.
 *
 * @param name its key in the package, at the top
 * @param contentType as S3 is told it
 * @param text its content, written as UTF-8
 */
public record AddedFile(String name, String contentType, String text) {}
