package io.bindery.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final TraceContext CONTEXT = new TraceContext(TRACE, SPAN, true);
  private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

  record Holder(Optional<TraceContext> trace, Optional<OpenSpan> span) {}

  @Test
  void w3cIsReadAndWritten() {
    assertThat(TraceContext.ofW3c("00-" + TRACE + "-" + SPAN + "-01")).contains(CONTEXT);
    assertThat(TraceContext.ofW3c(CONTEXT.w3c())).contains(CONTEXT);
    var quiet = new TraceContext(TRACE, SPAN, false);
    assertThat(TraceContext.ofW3c(quiet.w3c())).contains(quiet);
    // Other flags mean nothing to us; a later version may say more.
    assertThat(TraceContext.ofW3c("00-" + TRACE + "-" + SPAN + "-03")).contains(CONTEXT);
    assertThat(TraceContext.ofW3c("cc-" + TRACE + "-" + SPAN + "-01-what-comes")).contains(CONTEXT);
    assertThat(TraceContext.ofW3c("cc-" + TRACE + "-" + SPAN + "-00")).contains(quiet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47366-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "００-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void whatIsNotW3cIsRefused(String text) {
    assertThat(TraceContext.ofW3c(text)).isEmpty();
  }

  @Test
  void whatIsTooLongIsRefused() {
    var later = "cc-" + TRACE + "-" + SPAN + "-01-";
    assertThat(TraceContext.ofW3c(later + "x".repeat(400))).isPresent();
    assertThat(TraceContext.ofW3c(later + "x".repeat(500))).isEmpty();
    assertThat(TraceContext.ofXRay(CONTEXT.xRay() + ";A=" + "x".repeat(500))).isEmpty();
  }

  @Test
  void xRayIsReadAndWritten() {
    assertThat(CONTEXT.xRay())
        .isEqualTo("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1");
    assertThat(TraceContext.ofXRay(CONTEXT.xRay())).contains(CONTEXT);
    assertThat(
            TraceContext.ofXRay(
                "Self=1-67891234-12456789abcdef012345678; Parent=00f067aa0ba902b7 ;"
                    + "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Lineage=a:1;Sampled=1"))
        .contains(CONTEXT);
    // Whether it is sampled is left open: then it is not.
    assertThat(TraceContext.ofXRay(CONTEXT.xRay().replace("Sampled=1", "Sampled=?")))
        .contains(new TraceContext(TRACE, SPAN, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";;;",
        "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736",
        "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1",
        "Parent=00f067aa0ba902b7;Sampled=1",
        "Root=1-00000000-000000000000000000000000;Parent=00f067aa0ba902b7;Sampled=1",
        "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=0000000000000000;Sampled=1",
        "Root=2-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1",
        "Root=1-4BF92F35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void whatIsNotXRayIsRefused(String text) {
    assertThat(TraceContext.ofXRay(text)).isEmpty();
  }

  @Test
  void idsThatAreNoneCannotBeMade() {
    assertThatThrownBy(() -> new TraceContext("0".repeat(32), SPAN, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TraceContext(TRACE, "x", true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eventsHoldItAsText() throws Exception {
    var holder =
        new Holder(Optional.of(CONTEXT), Optional.of(new OpenSpan(CONTEXT, List.of(CONTEXT))));
    var json = JSON.writeValueAsString(holder);
    assertThat(json)
        .isEqualTo(
            "{'trace':'%1$s','span':{'context':'%1$s','causes':['%1$s']}}"
                .formatted(CONTEXT.w3c())
                .replace('\'', '"'));
    assertThat(JSON.readValue(json, Holder.class)).isEqualTo(holder);
  }

  /** An event that cannot be read would end the replay of its batch for ever. */
  @Test
  void whatCannotBeReadInAnEventIsNone() throws Exception {
    var none = new Holder(Optional.empty(), Optional.empty());
    assertThat(JSON.readValue("{\"trace\":\"x\",\"span\":{\"context\":\"x\"}}", Holder.class))
        .isEqualTo(none);
    assertThat(
            JSON.readValue(
                "{\"trace\":null,\"span\":{\"context\":\"%s\",\"causes\":[\"x\",null]}}"
                    .formatted(CONTEXT),
                Holder.class))
        .isEqualTo(new Holder(Optional.empty(), Optional.of(new OpenSpan(CONTEXT, List.of()))));
  }

  @Test
  void aSpanRemembersItsFirstCausesOnly() {
    var causes =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> new TraceContext("%032x".formatted(i), SPAN, true))
            .toList();
    var one =
        new OpenSpan(new TraceContext("%032x".formatted(1), SPAN, true), causes.subList(0, 3));
    var more = new OpenSpan(CONTEXT, causes.subList(2, 80));
    assertThat(one.parent()).contains(causes.get(0));
    assertThat(one.links()).containsExactlyElementsOf(causes.subList(1, 3));
    assertThat(one.joined(more).context()).isEqualTo(one.context());
    assertThat(one.joined(more).causes()).containsExactlyElementsOf(causes.subList(0, 16));
    assertThat(one.isFull()).isFalse();
    assertThat(one.joined(more).isFull()).isTrue();
    // A trace of its own: all are links.
    assertThat(more.parent()).isEmpty();
    assertThat(more.links()).hasSize(OpenSpan.CAUSES);
  }
}
