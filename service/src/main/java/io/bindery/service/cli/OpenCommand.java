package io.bindery.service.cli;

import io.bindery.quilt.uri.PackageUri;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens the console. */
@Command(
    name = "open",
    description =
        "Print the address of the console of the running service, and open it in a browser if this is"
            + " a terminal.",
    footer = {
      "",
      "Example:",
      "  bindery open",
      "  bindery open 'quilt+s3://lab-registry#package=sequencing/run-1'"
    })
final class OpenCommand extends ApiCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "quilt+s3://…",
      description = "A package to look at, or something in it.")
  private String uri;

  @Option(names = "--print", description = "Print the address and open nothing.")
  private boolean print;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var address = client().base() + view();
    if (json.isGiven()) {
      JsonText.print(out(), JsonText.object().put("url", address));
      return ExitCode.OK;
    }
    out().println(address);
    if (!print && Terminal.isSeen()) {
      open(address);
    }
    return ExitCode.OK;
  }

  private String view() {
    if (uri == null) {
      return "/";
    }
    if (!PackageUri.isMeant(uri)) {
      throw new CommandException(
          ExitCode.USAGE, "'%s' is no URI of a package: quilt+s3://….".formatted(uri));
    }
    var parsed = Names.parsed(uri);
    var view =
        new ApiQuery("/#/packages/%s/%s".formatted(parsed.bucket(), parsed.name()))
            .with("rev", parsed.hash().orElse(null))
            .with("path", parsed.path().orElse(null));
    return view.toString();
  }

  /** Whoever has no browser has the address. */
  private void open(String address) {
    var mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
    try {
      new ProcessBuilder(List.of(mac ? "open" : "xdg-open", address))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      out().println("No browser could be opened: open the address yourself.");
    }
  }
}
