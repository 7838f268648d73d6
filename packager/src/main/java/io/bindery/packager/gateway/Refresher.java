package io.bindery.packager.gateway;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.bus.UnansweredException;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Part;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.retry.Backoff;
import io.bindery.platform.wake.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.storagegateway.StorageGatewayAsyncClient;

/**
 * Calls RefreshCache for what waits. One runs in the cluster. A gateway takes two refreshes at a
 * time, so it gets two; a share gets the next one when its last has ended, with a pause between. A
 * call whose answer is lost is made again: a refresh too many does no harm.
 */
final class Refresher {
  private static final Logger log = LoggerFactory.getLogger(Refresher.class);

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Backoff RETRIES = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10));

  /** See "Throttle limit" of RefreshCache. */
  private static final int AT_ONCE = 2;

  private static final int FORGET_EVERY = 1000;

  private static final String UNHEARD =
      "the gateway took it, and no event told within %d s that it has ended: let a rule send the"
          + " events of aws.storagegateway to the packager's queue";

  /** What AWS refuses for now is asked for by the clock. */
  private static final Duration WITHHELD_PAUSE = Duration.ofSeconds(30);

  private final StorageGatewayAsyncClient client;
  private final RefreshRows rows;
  private final GatewaySettings settings;
  private final Map<String, String> gateways;
  private final Function<String, Part> parts;
  private int rounds;

  private Refresher(
      StorageGatewayAsyncClient client,
      RefreshRows rows,
      GatewaySettings settings,
      Function<String, Part> parts) {
    this.client = client;
    this.parts = parts;
    this.rows = rows;
    this.settings = settings;
    this.gateways =
        settings.shares().stream().collect(Collectors.toMap(FileShare::arn, FileShare::gateway));
  }

  /**
   * Starts to call.
   *
   * @param parts how it is with a share, by its ARN
   */
  static void start(
      ActorSystem<?> system,
      StorageGatewayAsyncClient client,
      RefreshRows rows,
      GatewaySettings settings,
      Function<String, Part> parts) {
    var refresher = new Refresher(client, rows, settings, parts);
    Rounds.start(system, NodeRole.PACKAGER, "file-gateway-refresher", PAUSE, refresher::round);
  }

  private CompletionStage<Done> round() {
    if (++rounds % FORGET_EVERY == 0) {
      return rows.forget(settings.keep());
    }
    return rows.confirm()
        .thenCompose(
            done ->
                rows.timeOut(settings.timeout(), UNHEARD.formatted(settings.timeout().toSeconds())))
        .thenCompose(
            shares -> {
              shares.forEach(
                  share -> log.warn("file share {}: the end of a refresh was not heard", share));
              return rows.running();
            })
        .thenCompose(
            running ->
                rows.due(settings.pause())
                    .thenCompose(due -> all(chosen(due, running), this::refresh)));
  }

  /** As many as their gateways take. */
  private List<RefreshRows.Due> chosen(List<RefreshRows.Due> due, List<String> running) {
    var busy = new HashMap<String, Integer>();
    running.forEach(share -> busy.merge(gateways.getOrDefault(share, ""), 1, Integer::sum));
    var chosen = new ArrayList<RefreshRows.Due>();
    for (var one : due) {
      var gateway = gateways.get(one.share());
      if (gateway == null) {
        // Given up below, without a call.
        chosen.add(one);
      } else if (busy.getOrDefault(gateway, 0) < AT_ONCE) {
        busy.merge(gateway, 1, Integer::sum);
        chosen.add(one);
      }
    }
    return chosen;
  }

  private CompletionStage<Done> refresh(RefreshRows.Due due) {
    if (!gateways.containsKey(due.share())) {
      return rows.refused(due, "the configuration has this share no more", Duration.ZERO, true);
    }
    var folders = FolderList.of(due.folders());
    return client
        .refreshCache(
            request -> request.fileShareARN(due.share()).folderList(folders).recursive(true))
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                return refused(due, failure);
              }
              log.info("file share {}: refreshes {}", due.share(), folders);
              parts.apply(due.share()).good();
              return rows.started(due, answer.notificationId());
            })
        .thenCompose(noted -> noted);
  }

  private CompletionStage<Done> refused(RefreshRows.Due due, Throwable failure) {
    var part = parts.apply(due.share());
    if (UnansweredException.isUnknown(Causes.of(failure))) {
      part.unanswered();
    }
    Refusals.use(failure, "storagegateway:RefreshCache").ifPresent(part::failed);
    var reason = Refusals.words(failure);
    boolean withheld = Trouble.of(failure).flatMap(Trouble::waitingFor).isPresent();
    if (withheld && Instant.now().isBefore(due.askedAt().plus(settings.refusedFor()))) {
      log.warn("file share {}: not refreshed yet: {}", due.share(), reason);
      return rows.withheld(due, reason, WITHHELD_PAUSE);
    }
    if (withheld || due.attempts() + 1 >= settings.attempts()) {
      log.error("file share {}: the refresh is given up: {}", due.share(), reason);
      return rows.refused(due, reason, Duration.ZERO, true);
    }
    var pause = RETRIES.after(due.attempts() + 1);
    log.warn(
        "file share {}: not refreshed, next try in {} s: {}",
        due.share(),
        pause.toSeconds(),
        reason);
    return rows.refused(due, reason, pause, false);
  }

  private static <T> CompletionStage<Done> all(
      List<T> items, Function<T, CompletionStage<Done>> work) {
    return CompletableFuture.allOf(
            items.stream()
                .map(item -> work.apply(item).toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .thenApply(done -> Done.done());
  }
}
