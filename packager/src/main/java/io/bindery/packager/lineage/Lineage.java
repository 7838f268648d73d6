package io.bindery.packager.lineage;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.construct.EntryTable;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sends the run events that are owed, and tells of those that could not be sent. */
public final class Lineage {
  private static final String TOPIC = "bindery.lineage.topic-arn";

  private final LineageRows rows;

  private Lineage(LineageRows rows) {
    this.rows = rows;
  }

  /**
   * Starts to send, if there is a target.
   *
   * @param version of this program, for the events
   */
  public static Lineage start(
      ActorSystem<?> system,
      AwsClients aws,
      LineageSettings settings,
      CanarySettings canaries,
      String version) {
    var rows = new LineageRows(Tables.of(system));
    var entries = new EntryTable(Tables.of(system));
    if (!NodeRole.PACKAGER.isHere(system)) {
      return new Lineage(rows);
    }
    for (var outlet : outlets(system, aws, settings)) {
      new LineageSender(system, outlet, rows, entries, settings, canaries, version).start(system);
      LineageHealth.start(system, outlet.target(), outbox(system, outlet.target(), settings), rows);
    }
    return new Lineage(rows);
  }

  private static List<Outlet> outlets(
      ActorSystem<?> system, AwsClients aws, LineageSettings settings) {
    var outlets = new ArrayList<Outlet>();
    settings.http().ifPresent(http -> outlets.add(new HttpOutlet(http)));
    settings
        .topicArn()
        .ifPresent(
            arn ->
                outlets.add(
                    new TopicOutlet(
                        new Topic(
                            system,
                            aws.sns(),
                            Health.get(system).part(topic(new AwsLooks(aws), arn).dependency())))));
    return outlets;
  }

  /** How the topic is looked at. */
  public static Look topic(AwsLooks at, String arn) {
    return at.topic("lineage.topic", TOPIC, arn, false);
  }

  /** How it is with the events that a target has not taken. */
  private static Part outbox(
      ActorSystem<?> system, LineageTarget target, LineageSettings settings) {
    var word = target.word();
    return Health.get(system)
        .part(
            new Dependency(
                "lineage.outbox." + word,
                Kind.LINEAGE,
                target == LineageTarget.HTTP ? "bindery.lineage.http.url" : TOPIC,
                settings
                    .http()
                    .filter(http -> target == LineageTarget.HTTP)
                    .map(LineageSettings.Http::toString)
                    .or(settings::topicArn)
                    .orElse(""),
                Optional.empty(),
                false));
  }

  /**
   * The events that could not be sent yet, the oldest first.
   *
   * @param setAside those that were refused for good, instead of those that wait
   */
  public CompletionStage<Page<LineageView>> list(
      boolean setAside, Optional<Cursor> after, int limit) {
    return rows.list(setAside, after, limit);
  }

  /**
   * Has events sent again that were set aside, the oldest first.
   *
   * @return how many
   */
  public CompletionStage<Long> resend(int limit) {
    return rows.resend(limit);
  }
}
