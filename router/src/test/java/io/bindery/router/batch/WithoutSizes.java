package io.bindery.router.batch;

/** States as they were written before the sizes of keys were remembered. */
final class WithoutSizes {
  private WithoutSizes() {}

  static BatchState of(BatchState state) {
    return new BatchState(
        state.key(),
        state.closedBatches(),
        state.open().map(WithoutSizes::of),
        state.identities(),
        state.unannounced(),
        state.paused());
  }

  private static OpenBatch of(OpenBatch open) {
    return new OpenBatch(
        open.totals(),
        open.keys(),
        open.lastRecordedAt(),
        open.dueAt(),
        open.firstRecordedAt(),
        open.events(),
        open.marker(),
        open.uncounted(),
        open.reconciled(),
        SizeWindow.EMPTY,
        open.span(),
        open.sought());
  }
}
