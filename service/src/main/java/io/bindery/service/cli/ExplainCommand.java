package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Why a batch is open or was closed, and what comes next. */
@Command(
    name = "explain",
    description =
        "Say why the batch of a folder is still open, or why one was closed, and what comes next"
            + " and when.",
    footer = {"", "Example:", "  bindery explain s3://lab/sequencing/run-1/"})
final class ExplainCommand extends ApiCommand {
  @Parameters(
      paramLabel = "s3://BUCKET/PREFIX/|BATCH_ID",
      description = "The folder, with a slash at its end; or the id of a batch that was closed.")
  private String batch;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var query = new ApiQuery("explain");
    if (batch.startsWith("s3:")) {
      var folder = FolderArgument.parse(batch);
      query.with("bucket", folder.bucket()).with("prefix", folder.prefix());
    } else {
      query.with("batch_id", batch);
    }
    var found = client().get(query);
    if (json.isGiven()) {
      return JsonText.print(out(), found);
    }
    tell(found, out());
    return ExitCode.OK;
  }

  private static void tell(JsonNode found, PrintWriter out) {
    out.printf(
        "batch   s3://%s/%s%n", found.path("bucket").asText(), found.path("prefix").asText());
    out.printf("state   %s%n", found.path("status").asText().replace('-', ' '));
    out.printf("why     %s%n", found.path("words").asText());
    out.printf("next    %s%n", found.path("next").path("words").asText());
    found.path("notes").forEach(note -> out.printf("note    %s%n", note.asText()));
  }
}
