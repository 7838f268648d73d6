package io.bindery.service.http;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged by this process, from now on until it is closed. */
final class Logged implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(
              "%s %s %s"
                  .formatted(
                      event.getLevel(),
                      event.getFormattedMessage(),
                      Optional.ofNullable(event.getThrowableProxy())
                          .map(thrown -> thrown.getClassName() + " " + thrown.getMessage())
                          .orElse("")));
        }
      };

  Logged() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  /** Each as its level, its message, and what was thrown. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
  }
}
