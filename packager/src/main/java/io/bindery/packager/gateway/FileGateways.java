package io.bindery.packager.gateway;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.health.Health;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file shares whose inventory of S3 is refreshed where packages were made. A request is a row
 * before it is answered, so that no restart loses it.
 */
public final class FileGateways {
  private static final Logger log = LoggerFactory.getLogger(FileGateways.class);

  private final List<FileShare> shares;
  private final RefreshRows rows;

  private FileGateways(List<FileShare> shares, RefreshRows rows) {
    this.shares = shares;
    this.rows = rows;
  }

  /** Starts to refresh, if there are shares. */
  public static FileGateways start(
      ActorSystem<?> system, AwsClients aws, GatewaySettings settings) {
    var rows = new RefreshRows(Tables.of(system));
    if (!settings.shares().isEmpty()) {
      var at = new AwsLooks(aws);
      Refresher.start(
          system,
          aws.storageGateway(),
          rows,
          settings,
          share -> Health.get(system).part(look(at, share).dependency()));
    }
    return new FileGateways(settings.shares(), rows);
  }

  /** How a share is looked at. */
  public static Look look(AwsLooks at, String share) {
    return at.fileShare("bindery.packager.file-gateway.shares", share);
  }

  /** Asks for a refresh of what a revision was made of; done when that is kept. */
  public CompletionStage<Done> packaged(PackageDescription description) {
    return description.source() instanceof SourceFolder folder
        ? ask(folder, Optional.of(description.registry()), Optional.empty())
            .thenApply(asked -> Done.done())
        : CompletableFuture.completedFuture(Done.done());
  }

  /**
   * Asks for a refresh of a folder on all shares that show it.
   *
   * @param by who orders it
   * @return the ARNs of the shares, once that is kept
   */
  public CompletionStage<List<String>> refresh(SourceFolder folder, String by) {
    return ask(folder, Optional.empty(), Optional.of(by))
        .thenApply(
            asked -> {
              log.info("a refresh of {} on {} shares was ordered by {}", folder, asked.size(), by);
              return asked;
            });
  }

  private CompletionStage<List<String>> ask(
      SourceFolder folder, Optional<String> registry, Optional<String> by) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.done());
    var asked =
        shares.stream()
            .filter(share -> share.path(folder).isPresent())
            .filter(
                share ->
                    registry.isEmpty()
                        || share.registry().isEmpty()
                        || share.registry().equals(registry))
            .toList();
    for (var share : asked) {
      all = all.thenCompose(done -> rows.ask(share.arn(), share.path(folder).orElseThrow(), by));
    }
    return all.thenApply(done -> asked.stream().map(FileShare::arn).toList());
  }

  /**
   * Takes a message if it is an event of a gateway.
   *
   * @return nothing if it is not; else done when what it says is kept
   */
  public Optional<CompletionStage<Done>> heard(String message) {
    return RefreshNotice.isLikely(message)
        ? RefreshNotice.read(message)
            .map(
                id ->
                    id.isEmpty() ? CompletableFuture.completedFuture(Done.done()) : rows.heard(id))
        : Optional.empty();
  }

  /** All shares, in the order of the configuration. */
  public CompletionStage<List<ShareView>> shares() {
    return rows.figures()
        .thenApply(
            figures ->
                shares.stream()
                    .map(
                        share ->
                            view(
                                share, figures.getOrDefault(share.arn(), RefreshRows.Figures.NONE)))
                    .toList());
  }

  /** What became of refreshes, the last ones first; of one share or state, or of all. */
  public CompletionStage<Page<RefreshView>> refreshes(
      Optional<String> share,
      Optional<RefreshView.State> state,
      Optional<Cursor> after,
      int limit) {
    return rows.list(share, state.map(RefreshView.State::word), after, limit);
  }

  private static ShareView view(FileShare share, RefreshRows.Figures figures) {
    return new ShareView(
        share.arn(),
        Optional.of(share.gateway()).filter(gateway -> !gateway.isEmpty()),
        share.bucket(),
        share.prefix(),
        share.registry(),
        figures.states(),
        figures.refused(),
        figures.waitingSince(),
        figures.lastEndAt(),
        figures.lastErrorAt(),
        figures.lastError());
  }
}
