package io.bindery.service.http;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.bindery.platform.feed.FeedId;
import io.bindery.platform.feed.FeedReader;
import io.bindery.platform.feed.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one client gets. It asks for the next changes when the last ones are on their way: a client
 * that is slow holds those, and nothing else.
 */
final class ChangeStream {
  private final FeedReader<Told> feed;
  private final StreamFilter filter;
  private final Duration heartbeat;

  ChangeStream(FeedReader<Told> feed, StreamFilter filter, Duration heartbeat) {
    this.feed = feed;
    this.filter = filter;
    this.heartbeat = heartbeat;
  }

  /**
   * How far a client is.
   *
   * @param at the last change that was read for it
   * @param told the last id that it was sent
   * @param sentAt when that was, as {@link System#nanoTime()} counts
   */
  private record Place(FeedId at, FeedId told, long sentAt) {
    static Place told(FeedId id) {
      return new Place(id, id, System.nanoTime());
    }
  }

  /**
   * From a change on.
   *
   * @param greeting what is sent first, if anything is
   */
  Source<ByteString, NotUsed> from(FeedId last, Optional<ByteString> greeting) {
    var changes =
        Source.unfoldAsync(
                Place.told(last),
                place -> feed.after(place.at(), heartbeat).thenApply(next -> answer(place, next)))
            .mapConcat(bytes -> bytes);
    return greeting.map(first -> Source.single(first).concat(changes)).orElse(changes);
  }

  private Optional<Pair<Place, List<ByteString>>> answer(Place place, Next<Told> next) {
    if (next instanceof Next.Changes<Told> changes) {
      return Optional.of(changes(place, changes));
    }
    if (next instanceof Next.Gap<Told> gap) {
      return Optional.of(
          Pair.create(Place.told(gap.goOn()), List.of(Told.gap(gap.reason().word(), gap.goOn()))));
    }
    return Optional.empty();
  }

  private Pair<Place, List<ByteString>> changes(Place place, Next.Changes<Told> changes) {
    var bytes = new ArrayList<ByteString>();
    var told = place.told();
    for (var item : changes.items()) {
      if (filter.wants(item.change())) {
        bytes.add(item.bytes());
        told = item.id();
      }
    }
    if (!bytes.isEmpty()) {
      return Pair.create(new Place(changes.upTo(), told, System.nanoTime()), bytes);
    }
    if (System.nanoTime() - place.sentAt() < heartbeat.toNanos()) {
      return Pair.create(new Place(changes.upTo(), told, place.sentAt()), bytes);
    }
    return Pair.create(
        Place.told(changes.upTo()),
        List.of(changes.upTo().equals(told) ? Told.COMMENT : Told.place(changes.upTo())));
  }
}
