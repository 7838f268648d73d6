package io.bindery.service.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafeEncoderTest {
  private static String logged(Throwable failure) {
    var context = new LoggerContext();
    var encoder = new SafeEncoder();
    encoder.setContext(context);
    encoder.setPattern("%-5level %line(%msg %X{prefix})\n%lines(%rEx{short})");
    encoder.start();
    var event =
        new LoggingEvent(
            "",
            context.getLogger("x"),
            Level.WARN,
            "the key {} is odd",
            failure,
            new Object[] {"a\n12:00 ERROR forged\u001b[2J"});
    event.setMDCPropertyMap(Map.of("prefix", "p\u202e\n/"));
    return new String(encoder.encode(event), UTF_8);
  }

  @Test
  void aMessageIsOneLine() {
    assertThat(logged(null))
        .isEqualTo("WARN  the key a\\n12:00 ERROR forged\\u001b[2J is odd p\\u202e\\n/" + "\n");
  }

  @Test
  void aStackTraceKeepsItsLines() {
    assertThat(logged(new IllegalStateException("x\u001by")))
        .contains("java.lang.IllegalStateException: x\\u001by")
        .contains("\tat ")
        .doesNotContain("\u001b");
  }
}
