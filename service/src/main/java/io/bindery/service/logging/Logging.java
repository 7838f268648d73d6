package io.bindery.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.service.emf.EmfPublisher;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/**
 * Sets up logging from section {@code bindery.log}. It is done in code and not by a file of
 * Logback's, so that the format and level are settings like all others.
 */
public final class Logging {
  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} %line(%msg %X{bucket} %X{prefix})\n%lines(%rEx{short})";
  private static final String COLOURED_PATTERN =
      "%d{HH:mm:ss.SSS} %highlight(%-5level) %cyan(%logger{0}) %line(%msg %X{bucket} %X{prefix})\n"
          + "%lines(%rEx{short})";
  private static final String FILE_PATTERN =
      "%d{ISO8601} %-5level %logger{36} %line(%msg)\n%lines(%ex)";

  /** Talkative at INFO about things that no reader of our log can act on. */
  private static final List<String> QUIET =
      List.of("akka", "org.flywaydb", "software.amazon", "io.netty");

  /** Warns at each start that migrations of several ranges are applied, as they are meant to be. */
  private static final String MIGRATIONS = "org.flywaydb.core.internal.command.DbMigrate";

  /** Tells each broken connection with its stack, besides failing what was asked on it. */
  private static final String CONNECTIONS = "io.r2dbc.postgresql.client.ReactorNettyClient";

  /** Set by the launcher if the standard error is a terminal; Java itself cannot tell reliably. */
  private static final String ERROR_TERMINAL = "bindery.terminal.error";

  private static final int FILES = 5;

  private Logging() {}

  /** Refuses settings that {@link #toConsole} could not use. */
  public static void check(Config root) {
    var settings = Settings.at(root, "bindery.log");
    settings.choice("format", LogFormat.class);
    level(settings);
  }

  /** Logs to the standard error, in the configured format: what a command answers stays apart. */
  public static void toConsole(Config root) {
    var settings = Settings.at(root, "bindery.log");
    var format = settings.choice("format", LogFormat.class);
    boolean terminal = Boolean.getBoolean(ERROR_TERMINAL);
    boolean json = format == LogFormat.JSON || (format == LogFormat.AUTO && !terminal);
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setTarget("System.err");
    install(
        appender,
        json ? jsonEncoder() : textEncoder(pattern(terminal, System.getenv())),
        level(settings));
  }

  /** Logs to a file, as text: the standard output belongs to the command that runs. */
  public static void toFile(Config root, Path file) {
    install(rolling(file), textEncoder(FILE_PATTERN), level(Settings.at(root, "bindery.log")));
  }

  /** Logs to a file, and warnings and errors to the standard error as well. */
  public static void toFileAndWarningsToError(Config root, Path file) {
    toFile(root, file);
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var filter = new ThresholdFilter();
    filter.setLevel(Level.WARN.toString());
    filter.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setTarget("System.err");
    appender.addFilter(filter);
    start(context, appender, textEncoder(errorPattern()));
  }

  /** A file of bounded size: the latest {@link #FILES} of 10 MB each are kept. */
  private static OutputStreamAppender<ILoggingEvent> rolling(Path file) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setFile(file.toString());
    var names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(appender);
    names.setFileNamePattern(file + ".%i");
    names.setMaxIndex(FILES);
    names.start();
    var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    size.setMaxFileSize(FileSize.valueOf("10MB"));
    size.setContext(context);
    size.start();
    appender.setRollingPolicy(names);
    appender.setTriggeringPolicy(size);
    return appender;
  }

  /** Errors only, on the standard error: for a command that answers one question. */
  public static void errorsOnly() {
    errorsOnly((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  /** The same while Logback begins. */
  static void errorsOnly(LoggerContext context) {
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setTarget("System.err");
    install(context, appender, textEncoder(errorPattern()), Level.ERROR);
  }

  /** Logs only errors of the libraries named: their lines are of no use to our reader. */
  public static void quiet(String... libraries) {
    for (var library : libraries) {
      quiet((Logger) LoggerFactory.getLogger(library));
    }
  }

  private static void quiet(Logger logger) {
    logger.setLevel(Level.ERROR);
  }

  private static Level level(Settings settings) {
    return Level.toLevel(settings.choice("level", LogLevel.class).name());
  }

  private static void install(
      OutputStreamAppender<ILoggingEvent> appender, Encoder<ILoggingEvent> encoder, Level level) {
    install((LoggerContext) LoggerFactory.getILoggerFactory(), appender, encoder, level);
  }

  private static void install(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      Encoder<ILoggingEvent> encoder,
      Level level) {
    context.reset();
    start(context, appender, encoder);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    var quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
    EmfPublisher.loggers().forEach(name -> context.getLogger(name).setLevel(Level.INFO));
    if (level.isGreaterOrEqual(Level.INFO)) {
      QUIET.forEach(name -> context.getLogger(name).setLevel(quiet));
      quiet(context.getLogger(MIGRATIONS));
      context.getLogger(CONNECTIONS).setLevel(Level.OFF);
    }
  }

  private static void start(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  private static String errorPattern() {
    return pattern(Boolean.getBoolean(ERROR_TERMINAL), System.getenv());
  }

  /** Colours on a terminal only, and not for those who do not want any: see no-color.org. */
  static String pattern(boolean terminal, Map<String, String> environment) {
    boolean colours = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return colours ? COLOURED_PATTERN : PATTERN;
  }

  private static Encoder<ILoggingEvent> jsonEncoder() {
    return new LogstashEncoder();
  }

  private static Encoder<ILoggingEvent> textEncoder(String pattern) {
    var encoder = new SafeEncoder();
    encoder.setPattern(pattern);
    return encoder;
  }
}
