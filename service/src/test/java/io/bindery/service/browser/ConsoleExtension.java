package io.bindery.service.browser;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link ConsoleStand}, which JUnit closes after the last test of this JVM. Who has
 * no browser says so by {@code -Dbindery.browser=none}; without it these tests fail there.
 */
final class ConsoleExtension implements ParameterResolver, ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return System.getProperty("bindery.browser", "").equals("none")
        ? ConditionEvaluationResult.disabled("left out by -Dbindery.browser=none")
        : ConditionEvaluationResult.enabled("a browser is expected");
  }

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
