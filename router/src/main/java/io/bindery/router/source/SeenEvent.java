package io.bindery.router.source;

import java.time.Instant;
import java.util.Optional;

/**
 * An event that a source has seen.
 *
 * @param event what it is told apart by: its id, or for an object what S3 tells it apart by
 * @param state waiting, sent, merged, noted or failed
 * @param description what the packager is asked, as JSON text
 * @param words what was noted, or why the last attempt to send failed
 * @param recordedAt when it came
 * @param dueAt when it is sent at the earliest, while it waits
 * @param sentAt when the packager's queue took it
 */
public record SeenEvent(
    String event,
    String state,
    Optional<String> description,
    Optional<String> words,
    Instant recordedAt,
    Optional<Instant> dueAt,
    Optional<Instant> sentAt) {}
