package io.bindery.platform.feed;

import java.util.Optional;

/**
 * Something that happened to a batch or a job.
 *
 * @param type {@code batch} or {@code job}
 * @param bucket of the folder it is about; absent if it is about none
 * @param prefix of that folder
 * @param doc what clients are told, JSON on one line
 */
public record Change(
    FeedId id, String type, Optional<String> bucket, Optional<String> prefix, String doc) {}
