package io.bindery.router.reconcile;

import java.util.Optional;

/**
 * Where a listing goes on: behind a key and one of its versions.
 *
 * @param key absent at the beginning
 * @param version absent if the whole key is behind
 */
record ListingPosition(Optional<String> key, Optional<String> version) {}
