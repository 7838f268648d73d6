package io.bindery.service.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/** Found by Logback itself when a first library asks for a logger. */
public final class FirstLogConfigurator extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (!FirstLog.begin()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Logging.errorsOnly(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
