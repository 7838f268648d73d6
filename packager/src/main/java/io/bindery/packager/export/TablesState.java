package io.bindery.packager.export;

import io.bindery.packager.failure.PackagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What the tables at a target are, and how it is changed: by one export at a time, and only after
 * that export has claimed it.
 */
final class TablesState {
  private static final Pattern OURS =
      Pattern.compile("[a-z]+/[0-9a-f]{12}(-[0-9]{6})?\\.parquet(\\.tmp)?");
  private static final int RUN_DIGITS = 12;

  private final ExportTarget target;
  private final String registry;
  private final String run = UUID.randomUUID().toString().replace("-", "").substring(0, RUN_DIGITS);
  private ExportState state;
  private Optional<String> version = Optional.empty();
  private boolean claimed;

  TablesState(ExportTarget target, String registry) {
    this.target = target;
    this.registry = registry;
    this.state = ExportState.empty(registry);
  }

  /**
   * Reads it.
   *
   * @throws PackagingException if it cannot be read, or is of another registry
   */
  void open() {
    var kept = target.state();
    var where = target + (target.toString().endsWith("/") ? "" : "/") + ExportTarget.STATE;
    kept.ifPresent(it -> state = ExportState.read(it.bytes().asByteArrayUnsafe(), where));
    version = kept.map(ExportTarget.Kept::version);
    if (!state.registry().equals(registry)) {
      throw PackagingException.lasting(
          "%s has the tables of s3://%s: export s3://%s to another place."
              .formatted(target, state.registry(), registry));
    }
  }

  /** As it is now. */
  ExportState now() {
    return state;
  }

  /** A word that is in the names of all files of this export. */
  String run() {
    return run;
  }

  /** Whether this export has changed it. */
  boolean isClaimed() {
    return claimed;
  }

  /** Files of an export that the state does not name. */
  List<String> leftovers() {
    var found = new ArrayList<String>();
    for (var table : ExportTable.values()) {
      target.files(table.folder()).stream()
          .filter(name -> OURS.matcher(name).matches() && !state.hasFile(table, name))
          .forEach(found::add);
    }
    return found;
  }

  /** From here on an export that began earlier cannot change the state any more. */
  void claim() {
    if (!claimed) {
      claimed = true;
      commit(state.of(run));
    }
  }

  /**
   * Changes it.
   *
   * @throws PackagingException if another export has changed it meanwhile
   */
  void commit(ExportState next) {
    version =
        Optional.of(
            target
                .keep(next.toBytes(), version)
                .orElseThrow(
                    () ->
                        PackagingException.passing(
                            "Another export writes to %s: wait until it has ended."
                                .formatted(target))));
    state = next;
  }
}
