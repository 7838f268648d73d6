package io.bindery.platform.journal;

/**
 * One event as it is written to {@code event_journal}.
 *
 * @param slice of the persistence id
 * @param entityType of the persistence id
 * @param persistenceId whose event it is
 * @param sequenceNumber of the event
 * @param before the sequence number before the first event that is written with this one: the time
 *     of that event must not be later
 * @param serializer its id
 * @param manifest the stored name of the event
 * @param event itself
 * @param payload the event in bytes
 * @param writer which incarnation of the entity wrote it
 */
@SuppressWarnings("ArrayRecordComponent") // Rows are written, never compared.
record JournalRow(
    int slice,
    String entityType,
    String persistenceId,
    long sequenceNumber,
    long before,
    int serializer,
    String manifest,
    Object event,
    byte[] payload,
    String writer) {}
