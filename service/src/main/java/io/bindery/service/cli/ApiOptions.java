package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which service a command speaks to. */
final class ApiOptions {
  private static final String URL = "BINDERY_URL";
  private static final String TOKEN = "BINDERY_TOKEN";
  private static final String PORT = "bindery.http.port";

  /** Where {@code bindery up} says its address while it runs, in its data directory. */
  private static final String ADDRESS_FILE = "api.json";

  private static final int USUAL_PORT = 8080;

  /** The first letter above those of ASCII that can be seen. */
  private static final char DELETE = 0x7f;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Where the HTTP API of the service is. By default: the environment variable BINDERY_URL;"
              + " the bindery up that runs in this directory; or the port bindery.http.port of this"
              + " machine. The token, if there is one, is taken from BINDERY_TOKEN.")
  private URI url;

  /** An address and where it is from. */
  private record Address(URI url, String origin) {}

  ApiClient client() {
    var address = address();
    var uri = address.url();
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s is not an address (%s): write one such as http://127.0.0.1:8080."
              .formatted(uri, address.origin()));
    }
    return new ApiClient(uri, address.origin(), token(System.getenv(TOKEN)));
  }

  /** A file that was read into the variable may have left its line end there. */
  static Optional<String> token(String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    if (!text.strip().chars().allMatch(letter -> letter > ' ' && letter < DELETE)) {
      throw new CommandException(
          ExitCode.USAGE,
          "BINDERY_TOKEN holds no token: there is something in it that no token has, such as a"
              + " blank.");
    }
    return Optional.of(text.strip());
  }

  private Address address() {
    if (url != null) {
      return new Address(url, "that of --url");
    }
    var named = System.getenv(URL);
    if (named != null && !named.isBlank()) {
      return new Address(uri(named, URL), "that of BINDERY_URL");
    }
    return ofUp()
        .orElseGet(
            () ->
                new Address(
                    URI.create("http://127.0.0.1:" + port()),
                    "this machine's, by bindery.http.port"));
  }

  /** One that was killed leaves its file behind: then nobody answers, and the message says why. */
  private static Optional<Address> ofUp() {
    var file = Path.of(System.getProperty("bindery.data", "data"), ADDRESS_FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      var text = new JsonMapper().readTree(Files.readString(file)).path("url").asText();
      return Optional.of(
          new Address(
              uri(text, file.toString()),
              "that of %s, which bindery up leaves if it is killed".formatted(file)));
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "File %s is no address of bindery up: remove it, or say --url.".formatted(file),
          e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s cannot be read; say --url.".formatted(file), e);
    }
  }

  private static URI uri(String text, String origin) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s holds no address: write one such as http://127.0.0.1:8080.".formatted(origin),
          e);
    }
  }

  private static int port() {
    int configured = ConfigLoader.load(Optional.empty()).getInt(PORT);
    return configured == 0 ? USUAL_PORT : configured;
  }
}
