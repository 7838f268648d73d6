package io.bindery.router.tables;

import java.util.Optional;

/**
 * A list of batches.
 *
 * @param filter where they are
 * @param state in which state they are; absent: open or paused, or, in the order {@link
 *     BatchOrder#LATEST}, closed whether announced or not
 * @param order one that the state has
 */
public record BatchQuery(BatchFilter filter, Optional<ListedBatch.State> state, BatchOrder order) {}
