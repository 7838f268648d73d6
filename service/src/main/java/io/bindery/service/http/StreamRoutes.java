package io.bindery.service.http;

import akka.NotUsed;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.bindery.platform.feed.ChangeFeed;
import io.bindery.platform.feed.FeedId;
import io.bindery.platform.feed.FeedReader;
import io.bindery.protocol.field.FieldException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /stream}: what happens to batches and jobs, as server-sent events. */
final class StreamRoutes {
  private static final Set<String> PARAMETERS = Set.of("types", "bucket", "prefix");

  private final FeedReader<Told> feed;
  private final StreamSettings settings;

  StreamRoutes(ChangeFeed feed, StreamSettings settings) {
    this.feed = feed.reader(Told::of, Told::id, settings.mostBehind());
    this.settings = settings;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("stream", PARAMETERS, this::stream));
  }

  private CompletionStage<HttpResponse> stream(Call call) {
    var filter = StreamFilter.of(call);
    var last = call.lastEventId().map(StreamRoutes::id);
    if (feed.followers() >= settings.clients()) {
      return Call.done(
          Reply.later(
              "As many clients follow as may, %d (bindery.http.stream.clients): try another node, or later."
                  .formatted(settings.clients())));
    }
    var stream = new ChangeStream(feed, filter, settings.heartbeat());
    if (last.isPresent()) {
      return Call.done(answer(stream.from(last.get(), Optional.of(Told.COMMENT))));
    }
    return feed.newest()
        .thenApply(begin -> answer(stream.from(begin, Optional.of(Told.start(begin)))));
  }

  private static FeedId id(String text) {
    return FeedId.parse(text)
        .orElseThrow(
            () ->
                new RequestException(
                    Headers.LAST_EVENT_ID,
                    "%s = %s: it must be the id of an event of this stream. Leave it out to begin now."
                        .formatted(Headers.LAST_EVENT_ID, FieldException.shown(text))));
  }

  private HttpResponse answer(Source<ByteString, NotUsed> bytes) {
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-cache"))
        // Proxies that gather answers, as nginx does, would hold the events back.
        .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
        .withEntity(
            HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), counted(bytes)));
  }

  /** A client counts from when it begins to read until it is gone. */
  private Source<ByteString, NotUsed> counted(Source<ByteString, NotUsed> bytes) {
    return Source.fromMaterializer(
            (materializer, attributes) -> {
              // Of many that come at one moment, those that are too many get nothing, and come
              // back.
              if (!feed.begin(settings.clients())) {
                return Source.<ByteString>empty();
              }
              return bytes.watchTermination(
                  (nothing, done) -> {
                    done.whenComplete((ended, failure) -> feed.end());
                    return nothing;
                  });
            })
        .mapMaterializedValue(nothing -> NotUsed.getInstance());
  }
}
