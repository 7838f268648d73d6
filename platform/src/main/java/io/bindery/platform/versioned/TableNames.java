package io.bindery.platform.versioned;

/**
 * How a table of changes is laid out. Besides these columns it has {@code version}, {@code
 * changed_by} and {@code changed_at}; its primary key is name and version.
 *
 * @param table of the changes
 * @param name column of what a value is for
 * @param value column of the value, as the text of a JSON object; null if it was taken away
 * @param revisionTable its one row has the column {@code revision}, counted up with each change
 */
public record TableNames(String table, String name, String value, String revisionTable) {}
