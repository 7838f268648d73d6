package io.bindery.service.logging;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.bindery.protocol.text.SafeText;

/**
 * Writes log lines as text. Messages quote keys and names that others chose: {@code %line(...)} is
 * one line, whatever is in it, {@code %lines(...)} keeps the lines of a stack trace; neither moves
 * the cursor of whoever reads it.
 */
final class SafeEncoder extends PatternLayoutEncoder {
  @Override
  public void start() {
    var safe = new PatternLayout();
    safe.getInstanceConverterMap().put("line", Line::new);
    safe.getInstanceConverterMap().put("lines", Lines::new);
    safe.setContext(context);
    safe.setPattern(getPattern());
    safe.setOutputPatternAsHeader(outputPatternAsHeader);
    safe.start();
    this.layout = safe;
    this.started = true;
  }

  /** A part of one line. */
  private static final class Line extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
      return SafeText.line(text);
    }
  }

  /** A part of several lines. */
  private static final class Lines extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
      return SafeText.lines(text);
    }
  }
}
