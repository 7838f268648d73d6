package io.bindery.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The log goes to the standard error, so it is that which decides how it looks. */
class LoggingTest {
  private static final String OUT = "bindery.terminal";
  private static final String ERROR = "bindery.terminal.error";

  @AfterEach
  void restore() throws Exception {
    System.clearProperty(OUT);
    System.clearProperty(ERROR);
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @ParameterizedTest
  @CsvSource({
    "auto, true, false, true",
    "auto, false, true, false",
    "auto, true, true, false",
    "auto, false, false, true",
    "text, true, false, false",
    "json, true, true, true"
  })
  void isJsonUnlessTheLogGoesToATerminal(
      String format, boolean outIsTerminal, boolean errorIsTerminal, boolean json) {
    System.setProperty(OUT, Boolean.toString(outIsTerminal));
    System.setProperty(ERROR, Boolean.toString(errorIsTerminal));
    var before = System.err;
    var written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      Logging.toConsole(
          ConfigFactory.parseString("bindery.log { format = %s, level = info }".formatted(format)));
      LoggerFactory.getLogger("io.bindery.test").info("a line");
    } finally {
      System.setErr(before);
    }
    var text = written.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("a line");
    assertThat(text.startsWith("{")).as(text).isEqualTo(json);
  }

  @Test
  void hasColoursOnATerminalUnlessNobodyWantsThem() {
    assertThat(Logging.pattern(true, Map.of())).contains("%highlight");
    assertThat(Logging.pattern(true, Map.of("NO_COLOR", ""))).contains("%highlight");
    assertThat(Logging.pattern(true, Map.of("NO_COLOR", "1"))).doesNotContain("%highlight");
    assertThat(Logging.pattern(false, Map.of())).doesNotContain("%highlight");
  }
}
