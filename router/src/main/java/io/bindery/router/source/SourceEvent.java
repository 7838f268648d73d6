package io.bindery.router.source;

import java.time.Duration;
import java.util.Optional;

/**
 * What a source made of an event, to be kept.
 *
 * @param key the same each time the event comes
 * @param description for the packager; absent if the event is only noted
 * @param words what is noted
 * @param rest what is waited for, if anything
 */
public record SourceEvent(
    String source,
    String key,
    Optional<String> description,
    Optional<String> words,
    Optional<Rest> rest) {

  /** A folder that must come to rest before it is packaged. */
  public record Rest(Folder folder, Duration quiet, Optional<Duration> maxWait) {}
}
