package io.bindery.service.http.console;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link ConsoleStand}, which JUnit closes after the last test of this JVM. */
public final class ConsoleExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ConsoleStand.class;
  }

  @Override
  public ConsoleStand resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(ConsoleStand.class))
        .getOrComputeIfAbsent(ConsoleStand.class, key -> new ConsoleStand(), ConsoleStand.class);
  }
}
