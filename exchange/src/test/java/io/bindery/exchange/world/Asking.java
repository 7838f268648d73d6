package io.bindery.exchange.world;

import static org.awaitility.Awaitility.await;

import io.bindery.exchange.Exchange;
import io.bindery.exchange.intake.Submission;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Asks a node for publications. */
final class Asking {
  private Asking() {}

  /** Again and again with the same id: a node that has just begun is still joining its cluster. */
  static String publish(Exchange exchange, String manifest) {
    var request = UUID.randomUUID().toString();
    return await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> once(exchange, request, manifest), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<String> once(Exchange exchange, String request, String manifest) {
    var answer =
        exchange
            .requests()
            .inline(
                request,
                manifest.getBytes(StandardCharsets.UTF_8),
                false,
                Optional.of("tester"),
                Optional.empty())
            .toCompletableFuture()
            .join();
    if (answer instanceof Submission.Refused refused) {
      throw new IllegalStateException(refused.toString());
    }
    return answer instanceof Submission.Accepted accepted
        ? Optional.of(accepted.publicationId())
        : Optional.empty();
  }
}
