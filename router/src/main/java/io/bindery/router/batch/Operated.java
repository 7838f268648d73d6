package io.bindery.router.batch;

import io.bindery.platform.serialization.CborSerializable;
import java.util.Optional;

/**
 * What became of an operator's order to one batch.
 *
 * @param changed whether anything was done; if not, the text says why
 * @param text in words
 * @param batchId of the batch that was closed, if one was
 */
public record Operated(
    String bucket, String prefix, Verb verb, boolean changed, String text, Optional<String> batchId)
    implements CborSerializable {}
