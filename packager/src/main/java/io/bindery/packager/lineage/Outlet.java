package io.bindery.packager.lineage;

import java.util.concurrent.CompletionStage;

/** Takes run events to where they go. */
interface Outlet {
  LineageTarget target();

  /**
   * Sends one.
   *
   * @param id the same whenever the same event is sent again
   * @param state that it tells of
   * @return done when it was taken; fails with {@link NotTakenException} if it was not
   */
  CompletionStage<Void> send(String id, RunState state, String event);
}
