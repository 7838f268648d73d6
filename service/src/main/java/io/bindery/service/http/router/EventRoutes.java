package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.queue.Verdict;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * {@code POST /events}: notices that do not come by the queue, one as JSON or many as NDJSON. Each
 * is what a message of the queue would hold, and the answer comes once the journal has it.
 */
final class EventRoutes {
  private static final String ONE = "json";
  private static final String MANY = "x-ndjson";

  private static final int MAX_LINES = 10_000;

  private static final String NOT_UTF8 = "It is not UTF-8.";

  /** What became of a line that is not recorded; lines count from 1. */
  private record NotRecorded(int line, String outcome, String reason) {}

  private record Recorded(int recorded) {}

  private record Lines(int recorded, List<NotRecorded> notRecorded) {}

  /** A line as it stands in the body; no text if it is not UTF-8. */
  private record Line(int number, Optional<String> text) {}

  private final EventGate gate;

  EventRoutes(EventGate gate) {
    this.gate = gate;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
                "POST",
                "events",
                Set.of(),
                new Endpoint.Body.Foreign(Set.of(ONE, MANY)),
                call ->
                    call.bytes(
                        Map.of(ONE, body -> one(call, body), MANY, body -> many(call, body))))
            .notices());
  }

  private CompletionStage<HttpResponse> one(Call call, byte[] body) {
    var text = Call.utf8(ByteBuffer.wrap(body)).orElseThrow(Call::notUtf8);
    return submit(call, List.of(text), verdicts -> answer(verdicts.get(0)));
  }

  private static HttpResponse answer(Verdict verdict) {
    if (verdict instanceof Verdict.Rejected rejected) {
      return Reply.problem(422, rejected.reason());
    }
    if (verdict instanceof Verdict.InPart part) {
      return answer(List.of(new Line(1, Optional.of(""))), List.of(part));
    }
    if (verdict instanceof Verdict.Later later) {
      return Reply.later("The event could not be recorded now: " + later.reason());
    }
    return Reply.ok(new Recorded(1));
  }

  private CompletionStage<HttpResponse> many(Call call, byte[] body) {
    var lines = lines(body);
    if (lines.size() > MAX_LINES) {
      return Call.done(
          Reply.problem(
              413, "A body may have %d lines at most: send it in parts.".formatted(MAX_LINES)));
    }
    var readable = lines.stream().filter(line -> line.text().isPresent()).toList();
    return submit(
        call,
        readable.stream().map(line -> line.text().get()).toList(),
        verdicts -> answer(lines, verdicts));
  }

  private static HttpResponse answer(List<Line> lines, List<Verdict> verdicts) {
    var notRecorded = new ArrayList<NotRecorded>();
    int place = 0;
    for (var line : lines) {
      if (line.text().isEmpty()) {
        notRecorded.add(new NotRecorded(line.number(), "rejected", NOT_UTF8));
        continue;
      }
      var verdict = verdicts.get(place++);
      if (verdict instanceof Verdict.Rejected rejected) {
        notRecorded.add(new NotRecorded(line.number(), "rejected", rejected.reason()));
      } else if (verdict instanceof Verdict.InPart part) {
        part.rest()
            .forEach(
                one -> notRecorded.add(new NotRecorded(line.number(), "in-part", one.reason())));
      } else if (verdict instanceof Verdict.Later later) {
        notRecorded.add(new NotRecorded(line.number(), "later", later.reason()));
      }
    }
    return Reply.json(
        notRecorded.isEmpty() ? 200 : 207,
        new Lines(lines.size() - (int) linesOf(notRecorded), notRecorded));
  }

  private static long linesOf(List<NotRecorded> notRecorded) {
    return notRecorded.stream().mapToInt(NotRecorded::line).distinct().count();
  }

  private CompletionStage<HttpResponse> submit(
      Call call, List<String> notices, Function<List<Verdict>, HttpResponse> answer) {
    return gate.submit(notices, call.trace())
        .map(verdicts -> verdicts.thenApply(answer))
        .orElseGet(
            () -> Call.done(Reply.later("Too many requests wait; come again a little later.")));
  }

  /** The lines that are not blank, at most one more than is allowed. */
  private static List<Line> lines(byte[] body) {
    var lines = new ArrayList<Line>();
    int number = 1;
    for (int start = 0; start < body.length && lines.size() <= MAX_LINES; number++) {
      int end = start;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      var text = Call.utf8(ByteBuffer.wrap(body, start, end - start));
      if (text.isEmpty() || !text.get().isBlank()) {
        lines.add(new Line(number, text));
      }
      start = end + 1;
    }
    return lines;
  }
}
