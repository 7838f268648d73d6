package io.bindery.router.batch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an operator is told. */
final class Operations {
  private Operations() {}

  /**
   * Whether an order is for what is there now. One that was given to many batches may come late, or
   * twice: what was opened meanwhile is another batch, which nobody meant.
   */
  static boolean isMeant(BatchState state, BatchCommand.Operate order) {
    return order.notAfter().stream().allMatch(moment -> since(state, order.verb(), moment));
  }

  private static boolean since(BatchState state, Verb verb, Instant moment) {
    var begun =
        verb == Verb.RESUME
            ? state.paused().map(Operation::at)
            : state.open().map(OpenBatch::firstRecordedAt);
    return begun.filter(at -> !at.isAfter(moment)).isPresent();
  }

  /** Whether the open batch ended, and with it what is counted for it. */
  static boolean ends(List<BatchEvent> events) {
    return events.stream()
        .anyMatch(
            event ->
                event instanceof BatchEvent.BatchClosed
                    || event instanceof BatchEvent.BatchDiscarded);
  }

  /**
   * The answer to an order.
   *
   * @param before the state in which it came
   * @param events what was persisted for it
   */
  static Operated reply(
      BatchState before, BatchKey key, BatchCommand.Operate order, List<BatchEvent> events) {
    var closed =
        events.stream()
            .filter(BatchEvent.BatchClosed.class::isInstance)
            .map(event -> ((BatchEvent.BatchClosed) event).batchId())
            .findFirst();
    var text =
        !isMeant(before, order)
            ? "what the order was for is over"
            : switch (order.verb()) {
              case FLUSH -> closed.isPresent() ? "closed with " + files(before) : "nothing is open";
              case PAUSE -> before.paused().map(Operations::pausedBy).orElse("paused");
              case RESUME -> resumed(before, closed);
              case DISCARD -> events.isEmpty() ? "nothing is open" : "discarded " + files(before);
            };
    return new Operated(key.bucket(), key.prefix(), order.verb(), !events.isEmpty(), text, closed);
  }

  private static String resumed(BatchState before, Optional<String> closed) {
    if (before.paused().isEmpty()) {
      return "it was not paused";
    }
    return closed.isPresent() ? "resumed, and closed as it was due" : "resumed";
  }

  private static String pausedBy(Operation operation) {
    return "paused already by %s since %s".formatted(operation.by(), operation.at());
  }

  private static String files(BatchState before) {
    long files = before.open().map(open -> open.totals().files()).orElse(0L);
    return files == 1 ? "1 file" : files + " files";
  }
}
