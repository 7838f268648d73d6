package io.bindery.service.cli;

import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which service a command speaks to. */
final class ApiOptions {
  private static final String TOKEN = "BINDERY_TOKEN";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:BINDERY_URL:-http://127.0.0.1:8080}",
      description =
          "Where the HTTP API of the service is (default: ${DEFAULT-VALUE}). Its token, if it has"
              + " one, is taken from the environment variable BINDERY_TOKEN.")
  private URI url;

  ApiClient client() {
    if (url.getHost() == null || url.getScheme() == null || !url.getScheme().startsWith("http")) {
      throw new CommandException(
          ExitCode.USAGE,
          "--url %s is not an address: write one such as http://127.0.0.1:8080.".formatted(url));
    }
    return new ApiClient(url, Optional.ofNullable(System.getenv(TOKEN)));
  }
}
