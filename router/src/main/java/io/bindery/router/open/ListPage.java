package io.bindery.router.open;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param next asks for the part after this one; absent at the end
 */
public record ListPage<T>(List<T> batches, Optional<String> next) {
  public ListPage {
    batches = List.copyOf(batches);
  }
}
