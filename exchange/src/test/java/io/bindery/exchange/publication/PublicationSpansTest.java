package io.bindery.exchange.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.exchange.intake.Submission;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.RoomNode;
import io.bindery.localaws.otlp.Collector;
import io.bindery.localaws.otlp.WireSpan;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.platform.tracing.TracingSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a collector gets of publications. */
class PublicationSpansTest {
  private static final TraceContext CAUSE =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  @Test
  void aPublicationAndItsLongerStepsAreInTheTraceOfItsRequest() {
    try (var world = new ExchangeWorld();
        var collector = new Collector()) {
      var settings = new HashMap<>(ExchangeWorld.small());
      settings.put("bindery.telemetry.otlp.endpoint", collector.endpoint().toString());
      try (var node = RoomNode.start(world, settings)) {
        var config = node.system().settings().config();
        Spans.get(node.system()).start(TracingSettings.from(config), "0");
        var dataSet = world.dataSet();
        world.put(dataSet, 5);

        var id = publish(node, world.manifest(dataSet));

        assertThat(world.ended(id)).containsEntry("state", "published");
        await()
            .atMost(ExchangeWorld.PATIENCE)
            .until(() -> !named(collector, "publication").isEmpty());
        var whole = named(collector, "publication").get(0);
        assertThat(whole.parentId()).isEqualTo(CAUSE.spanId());
        assertThat(whole.attributes())
            .containsEntry("bindery.publication.id", id)
            .containsEntry("bindery.publication.outcome", "published")
            .containsEntry("bindery.publication.data_set", dataSet);
        for (var step : List.of("prepare", "count", "compare", "finalize")) {
          await()
              .atMost(ExchangeWorld.PATIENCE)
              .untilAsserted(
                  () ->
                      assertThat(named(collector, step))
                          .as(step)
                          .isNotEmpty()
                          .allMatch(span -> span.parentId().equals(whole.spanId())));
        }
        assertThat(named(collector, "finalize")).hasSize(2);
        assertThat(collector.spans()).allMatch(span -> span.traceId().equals(CAUSE.traceId()));
      }
    }
  }

  private static List<WireSpan> named(Collector collector, String name) {
    return collector.spans().stream().filter(span -> span.name().equals(name)).toList();
  }

  /** Asks again with the same id while the node is still joining its cluster. */
  private static String publish(RoomNode node, String manifest) {
    var answer =
        await()
            .atMost(ExchangeWorld.PATIENCE)
            .until(() -> Node.done(ask(node, manifest)), Submission.Accepted.class::isInstance);
    return ((Submission.Accepted) answer).publicationId();
  }

  private static CompletionStage<Submission> ask(RoomNode node, String manifest) {
    return node.exchange()
        .requests()
        .inline("traced", manifest.getBytes(UTF_8), false, Optional.of("ada"), Optional.of(CAUSE));
  }
}
