package io.bindery.service.cli;

import java.util.ArrayList;
import java.util.regex.Pattern;
import picocli.CommandLine.Parameters;

/** Which suggestion a command is about. */
final class SuggestionArgument {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  @Parameters(
      paramLabel = "SUGGESTION|NS/NAME",
      description =
          "Its id, as the list shows it, or the package, if one suggestion of it is open.")
  private String which;

  /** Its path in the API. */
  String path(ApiClient client) {
    return "suggestions/" + (ID.matcher(which).matches() ? which : open(client));
  }

  private String open(ApiClient client) {
    var ids = new ArrayList<String>();
    client
        .get(
            new ApiQuery("suggestions").with("state", "open").with("limit", 10).with("name", which))
        .path("suggestions")
        .forEach(one -> ids.add(one.path("suggestion_id").asText()));
    if (ids.isEmpty()) {
      throw new CommandException(
          ExitCode.FAILED,
          "No suggestion of package %s is open: bindery suggestions list shows those that are."
              .formatted(which));
    }
    if (ids.size() > 1) {
      throw new CommandException(
          ExitCode.USAGE,
          "Several suggestions of package %s are open: say one of %s."
              .formatted(which, String.join(", ", ids)));
    }
    return ids.get(0);
  }
}
