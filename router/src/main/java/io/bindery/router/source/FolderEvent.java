package io.bindery.router.source;

/**
 * An event for which a folder must come to rest.
 *
 * @param source that asks for a package of the folder
 * @param prefix of the folder
 */
public record FolderEvent(String source, String prefix, SeenEvent event) {}
