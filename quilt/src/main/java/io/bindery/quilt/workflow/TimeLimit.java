package io.bindery.quilt.workflow;

import java.time.Duration;

/**
 * How long the entries of one package may take to be checked.
 *
 * @param wayOut what to do if they take longer, as the end of a sentence that begins with "Simplify
 *     the schema"; may be empty
 */
public record TimeLimit(Duration limit, String wayOut) {}
