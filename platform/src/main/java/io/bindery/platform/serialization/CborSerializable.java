package io.bindery.platform.serialization;

/**
 * Marks messages, events and states that Jackson writes as CBOR. A class that crosses a JVM or
 * reaches the journal without it is refused: Java serialization is off.
 */
public interface CborSerializable {}
