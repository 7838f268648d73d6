package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;

/** A publication that a command asks a service for, and waits for if it is told to. */
final class AskedPublication {
  /** The most that a service takes as one body, however it is set. */
  private static final long LARGEST_BODY = 64 << 20;

  private final ApiClient client;
  private final CommandLine command;
  private final boolean json;

  AskedPublication(ApiClient client, CommandLine command, boolean json) {
    this.client = client;
    this.command = command;
    this.json = json;
  }

  /**
   * Asks, and says which publication it is.
   *
   * @param again also if the same content was published before
   * @param wait whether to show how far it is until it has ended, or needs an order
   * @return the exit code
   */
  int ask(ManifestArgument manifest, boolean again, boolean wait) {
    var answer = manifest.object().isPresent() ? named(manifest, again) : sent(manifest, again);
    if (wait) {
      return ended(answer);
    }
    if (json) {
      return JsonText.print(command.getOut(), answer);
    }
    say(answer);
    return ExitCode.OK;
  }

  private void say(JsonNode answer) {
    var out = command.getOut();
    out.println("publication  " + id(answer));
    if (answer.path("known").asBoolean()) {
      out.println("It is known already: nothing new was begun.");
    }
    out.flush();
  }

  private static String id(JsonNode answer) {
    return answer.path("publication_id").asText();
  }

  private JsonNode named(ManifestArgument manifest, boolean again) {
    var body = new LinkedHashMap<String, Object>();
    body.put("manifest", manifest.text());
    if (again) {
      body.put("again", true);
    }
    return client.post("publications", body);
  }

  private JsonNode sent(ManifestArgument manifest, boolean again) {
    return client.post(again ? "publications?again=true" : "publications", read(manifest.file()));
  }

  private static byte[] read(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST_BODY) {
        throw new CommandException(
            ExitCode.USAGE,
            ("%s has %,d bytes, and a service takes %,d at most: put it into a bucket of manifests,"
                    + " and publish it from there with: bindery publish s3://BUCKET/KEY")
                .formatted(file, size, LARGEST_BODY));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s cannot be read.".formatted(file), e);
    }
  }

  private int ended(JsonNode answer) {
    var id = id(answer);
    boolean bar = Terminal.isSeen() && !json;
    var over = new AtomicBoolean();
    // Whoever ends the command by Ctrl-C is told what becomes of the publication.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> hint(id, over), "publication-goes-on"));
    try {
      if (!json) {
        say(answer);
      }
      while (true) {
        var publication = look(id);
        if (bar) {
          Terminal.clearLine(command.getErr());
        }
        var state = publication.path("state").asText();
        if (publication.has("finished_at") || state.equals("held")) {
          return tell(publication, state);
        }
        if (bar) {
          command.getErr().print(PublicationBar.line(publication));
          command.getErr().flush();
        }
        ApiCommand.pause();
      }
    } finally {
      over.set(true);
    }
  }

  private void hint(String id, AtomicBoolean over) {
    if (!over.get()) {
      command.getErr().println();
      command.getErr().println(goesOn(id));
    }
  }

  private JsonNode look(String id) {
    try {
      return client.get("publications/" + id);
    } catch (CommandException e) {
      throw new CommandException(e.exitCode(), e.getMessage() + " " + goesOn(id), e);
    }
  }

  private static String goesOn(String id) {
    return "The publication goes on. See how far it is with: bindery publication show " + id;
  }

  private int tell(JsonNode publication, String state) {
    var out = command.getOut();
    if (json) {
      JsonText.print(out, publication);
    }
    if (!state.equals("published") && !state.equals("unchanged")) {
      throw new CommandException(ExitCode.FAILED, PublicationText.failure(publication));
    }
    if (!json) {
      out.print(PublicationText.end(publication));
      out.flush();
    }
    return ExitCode.OK;
  }
}
