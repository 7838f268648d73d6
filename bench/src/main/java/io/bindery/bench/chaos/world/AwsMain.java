package io.bindery.bench.chaos.world;

import io.bindery.bench.child.Parent;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.LocalAwsSettings;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The process with AWS. Its first answer is the endpoint. */
public final class AwsMain {
  private AwsMain() {}

  /**
   * Runs it.
   *
   * @param arguments the directory of its data
   */
  public static void main(String[] arguments) {
    // Nobody reads what libraries would say on the standard output, and it would fill up.
    Logging.errorsOnly();
    Parent.serve(
        () -> {
          var aws = LocalAws.start(new LocalAwsSettings(Path.of(arguments[0]), 0));
          Parent.answer(aws.endpoint().toString());
          return line -> answer(aws, line);
        });
  }

  private static String answer(LocalAws aws, String line) {
    return switch (line) {
      case "violations" ->
          aws.dataExchange().violations().stream()
              .map(one -> one.kind() + ": " + one.detail().replace('\n', ' '))
              .collect(Collectors.joining("|"));
      default -> throw new IllegalArgumentException(line);
    };
  }
}
