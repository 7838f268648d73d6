package io.bindery.bench.sqs;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one receive call asks for.
 *
 * @param most messages
 * @param patience how long it waits for the first
 * @param hidden how long what is handed out is hidden from others
 * @param gone whether nobody waits for the answer any more
 * @param answer is given what was received, perhaps nothing, once
 */
record Receive(
    int most,
    Duration patience,
    Duration hidden,
    BooleanSupplier gone,
    Consumer<List<Delivery>> answer) {}
