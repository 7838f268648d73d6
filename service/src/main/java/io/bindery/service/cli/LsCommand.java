package io.bindery.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.packager.browse.Listed;
import io.bindery.packager.browse.ManifestIndex;
import io.bindery.packager.browse.RevisionContents;
import io.bindery.protocol.text.Amounts;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists a folder of a package. */
@Command(
    name = "ls",
    description =
        "List a folder of a package: size and name of each file, and how much is in each subfolder."
            + " Only the manifest is read, from S3; no service is needed.",
    footer = {
      "",
      "Example:",
      "  bindery ls 'quilt+s3://lab-registry#package=sequencing/run-1'",
      "  bindery ls 'quilt+s3://lab-registry#package=sequencing/run-1@9c2f01' reads/"
    })
final class LsCommand implements Callable<Integer> {
  private static final int PART = 1000;

  @Mixin private Inside inside;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "A folder, or a file.")
  private String path;

  @Option(names = "--json", description = "Print the entries as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var spot = inside.spot(path);
    return inside.read(
        spot,
        spec.commandLine().getErr(),
        (s3, contents) -> {
          if (json) {
            try (var list = new JsonList(spec.commandLine().getOut(), "entries")) {
              list(spot, contents, item -> list.add(node(item)));
            }
          } else {
            list(spot, contents, this::tell);
          }
          return ExitCode.OK;
        });
  }

  private static void list(Inside.Spot spot, RevisionContents contents, Consumer<Listed> each)
      throws IOException {
    var index = contents.index();
    var part = index.list(spot.path(), OptionalLong.empty(), PART);
    if (part.isEmpty()) {
      var file = index.file(spot.path());
      each.accept(
          file.orElseThrow(
              () ->
                  new CommandException(
                      ExitCode.FAILED,
                      "%s has nothing at '%s'.".formatted(spot.revision(), spot.path()))));
      return;
    }
    while (part.isPresent()) {
      part.get().items().forEach(each);
      part =
          part.get().next().isPresent()
              ? index.list(spot.path(), part.get().next(), PART)
              : Optional.<ManifestIndex.Part>empty();
    }
  }

  private void tell(Listed item) {
    var out = spec.commandLine().getOut();
    if (item instanceof Listed.Folder folder) {
      out.printf(
          "%,18d  %s/  (%s)%n",
          folder.bytes(), folder.name(), Amounts.count(folder.files(), "file"));
    } else {
      var bytes = ((Listed.File) item).bytes();
      out.printf("%18s  %s%n", bytes.isPresent() ? "%,d".formatted(bytes.get()) : "?", item.name());
    }
  }

  private static ObjectNode node(Listed item) {
    var node = JsonText.object();
    node.put("name", item.name()).put("path", item.path());
    if (item instanceof Listed.Folder folder) {
      return node.put("type", "folder").put("files", folder.files()).put("bytes", folder.bytes());
    }
    var file = (Listed.File) item;
    node.put("type", "file");
    file.bytes().ifPresent(bytes -> node.put("bytes", bytes));
    file.hashType()
        .ifPresent(
            type ->
                node.putObject("hash")
                    .put("type", type)
                    .put("value", file.hashValue().orElse(null)));
    file.physicalKey().ifPresent(key -> node.put("physical_key", key));
    return node;
  }
}
