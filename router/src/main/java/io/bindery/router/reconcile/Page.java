package io.bindery.router.reconcile;

import java.util.List;
import java.util.Optional;

/**
 * A part of the list of reconciliations.
 *
 * @param next asks for the part after this one; absent at the end
 */
public record Page(List<Reconciliation> reconciliations, Optional<String> next) {
  public Page {
    reconciliations = List.copyOf(reconciliations);
  }
}
