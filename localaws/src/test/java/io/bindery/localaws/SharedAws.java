package io.bindery.localaws;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One instance for all test classes that ask for it, and its clients; ended with the run. */
final class SharedAws implements BeforeAllCallback, ParameterResolver {
  private record Started(LocalAws aws, Clients clients) implements AutoCloseable {
    @Override
    public void close() {
      clients.close();
      aws.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    started(context);
  }

  private static Started started(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(
            Started.class,
            type -> {
              LocalAws aws = LocalAws.startTemporary();
              return new Started(aws, Clients.of(aws.endpoint()));
            },
            Started.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LocalAws.class || type == Clients.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Started started = started(context);
    return parameter.getParameter().getType() == LocalAws.class ? started.aws() : started.clients();
  }
}
