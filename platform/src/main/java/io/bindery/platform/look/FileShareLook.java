package io.bindery.platform.look;

import io.bindery.platform.aws.PageTokens;
import io.bindery.platform.health.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.storagegateway.StorageGatewayAsyncClient;

/** Looks at file shares by a list of all, of which many shares need one. */
final class FileShareLook {
  /** Looks that come close together share a list. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  private static final int PAGE = 100;

  /** As of ListFileShares; a share that is just being changed can be used. */
  private static final String AVAILABLE = "AVAILABLE";

  private static final String UPDATING = "UPDATING";

  private final StorageGatewayAsyncClient client;
  private CompletableFuture<Map<String, String>> states =
      CompletableFuture.failedFuture(new IllegalStateException("nobody has asked"));
  private Instant asked = Instant.EPOCH;

  FileShareLook(StorageGatewayAsyncClient client) {
    this.client = client;
  }

  CompletionStage<Finding> share(String arn) {
    return states()
        .handle(
            (known, failure) ->
                failure == null
                    ? found(known.get(arn))
                    : AwsLooks.found(
                        failure,
                        "storagegateway:ListFileShares",
                        "There is no such file share",
                        ""));
  }

  private static Finding found(String state) {
    if (state == null) {
      return Finding.missing(
          "There is no such file share in this account and region.",
          "Create it, or take it out of bindery.packager.file-gateway.shares.");
    }
    return state.equals(AVAILABLE) || state.equals(UPDATING)
        ? Finding.up()
        : Finding.waiting(
            "Its gateway says that it is %s: is the gateway running?".formatted(state));
  }

  /** The state of each share by its ARN. */
  private synchronized CompletionStage<Map<String, String>> states() {
    var now = Instant.now();
    if (Duration.between(asked, now).abs().compareTo(FRESH) > 0) {
      asked = now;
      states = page(null, new PageTokens("The file shares"), new HashMap<>()).toCompletableFuture();
    }
    return states.copy();
  }

  private CompletionStage<Map<String, String>> page(
      String marker, PageTokens tokens, Map<String, String> all) {
    return client
        .listFileShares(request -> request.limit(PAGE).marker(marker))
        .thenCompose(
            answer -> {
              answer
                  .fileShareInfoList()
                  .forEach(share -> all.put(share.fileShareARN(), share.fileShareStatus()));
              return tokens
                  .after(answer.nextMarker())
                  .map(next -> page(next, tokens, all))
                  .orElseGet(() -> CompletableFuture.completedFuture(all));
            });
  }
}
