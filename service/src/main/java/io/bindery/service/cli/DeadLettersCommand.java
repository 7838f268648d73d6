package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Messages that could not be handled. */
@Command(
    name = "dlq",
    description = "Look after messages in the dead-letter queues: those that could not be handled.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadLettersCommand.ListThem.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Redrive.class,
      DeadLettersCommand.Discard.class
    },
    footer = {
      "",
      "Example:",
      "  bindery dlq list router",
      "  bindery dlq redrive packager --all --moved-by=sqs"
    })
final class DeadLettersCommand extends CommandGroup {
  private static final String PATH = "dead-letters";

  private static final String QUEUES =
      "router (notices of S3) or packager (descriptions of packages).";

  /** In one request, so that its answer comes in time. */
  private static final int PART = 500;

  /** Which of its messages. */
  static final class ChoiceOptions {
    @Option(
        names = "--moved-by",
        paramLabel = "WHO",
        description =
            "Only those that bindery set aside, with its reason; that sqs moved after too many"
                + " receives; or unknown.")
    private String movedBy;

    @Option(
        names = "--match",
        paramLabel = "TEXT",
        description = "Only those whose reason has this text in it.")
    private String match;
  }

  /** Which messages an order is for. */
  static final class Targets {
    @Parameters(index = "0", paramLabel = "QUEUE", description = QUEUES)
    private String queue;

    @Parameters(index = "1..*", paramLabel = "ID", description = "Ids, as dlq list shows them.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "All of the queue, or all that the other options allow.")
    private boolean all;

    Map<String, Object> body(ChoiceOptions choice) {
      if (ids.isEmpty() != all) {
        throw new CommandException(ExitCode.USAGE, "Say ids of messages, or --all.");
      }
      return new RequestBody()
          .with("queue", queue)
          .with("limit", PART)
          .with("all", all ? true : null)
          .with("ids", all ? null : ids)
          .with("moved_by", choice.movedBy)
          .with("match", choice.match)
          .fields();
    }
  }

  /** Those that are there. */
  @Command(
      name = "list",
      description =
          "List messages with their reasons. SQS shows a message only by handing it out: each look"
              + " hides it from others for a moment, and counts as one receive.")
  static final class ListThem extends ApiCommand {
    @Parameters(index = "0", paramLabel = "QUEUE", description = QUEUES)
    private String queue;

    @Mixin private ChoiceOptions choice;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "How many to list (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found =
          client()
              .get(
                  new ApiQuery(PATH)
                      .with("limit", limit)
                      .with("queue", queue)
                      .with("moved_by", choice.movedBy)
                      .with("match", choice.match));
      if (json.isGiven()) {
        return JsonText.print(out(), found);
      }
      tell(out(), found);
      return ExitCode.OK;
    }

    private static void tell(PrintWriter out, JsonNode found) {
      var messages = found.path("messages");
      for (var message : messages) {
        out.printf(
            "%s  %s  %s%n",
            message.path("id").asText(),
            HeldText.time(message, "sent_at"),
            reason(message, found.path("moved_after")));
        out.println("    " + message.path("body").asText());
      }
      if (messages.isEmpty()) {
        out.println("No dead letter was seen.");
      }
      if (!found.path("complete").asBoolean()) {
        out.printf(
            "... and there may be others: SQS counts about %,d.%n", found.path("about").asLong());
      }
    }
  }

  /** One of them. */
  @Command(name = "show", description = "Show a message as it is.")
  static final class Show extends ApiCommand {
    @Parameters(index = "0", paramLabel = "QUEUE", description = QUEUES)
    private String queue;

    @Parameters(index = "1", paramLabel = "ID", description = "Its id, as dlq list shows it.")
    private String id;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var out = out();
      var message =
          client().get("%s/%s/%s".formatted(PATH, ApiQuery.encoded(queue), ApiQuery.encoded(id)));
      if (json.isGiven()) {
        return JsonText.print(out, message);
      }
      out.printf("message    %s%n", message.path("id").asText());
      out.printf("sent       %s%n", HeldText.time(message, "sent_at"));
      out.printf("reason     %s%n", reason(message, message.path("moved_after")));
      message
          .path("attributes")
          .properties()
          .forEach(
              entry ->
                  out.printf("attribute  %s = %s%n", entry.getKey(), entry.getValue().asText()));
      out.printf("body       %s:%n", Amounts.count(message.path("bytes").asLong(), "byte"));
      out.print(SafeText.lines(message.path("body").asText()) + System.lineSeparator());
      return ExitCode.OK;
    }
  }

  /** Once more. */
  @Command(
      name = "redrive",
      description =
          "Send messages back to the queue that they came from, without the reason. Each is sent"
              + " first and deleted here after, so that none is lost.")
  static final class Redrive extends ApiCommand {
    @Mixin private Targets targets;
    @Mixin private ChoiceOptions choice;
    @Mixin private Confirmation confirmation;
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var body = targets.body(choice);
      if (targets.all) {
        confirmation.ask("send all such messages of the %s back".formatted(targets.queue));
      }
      return carryOut(client(), "redrive", body, out(), "sent back", json.isGiven());
    }
  }

  /** No more. */
  @Command(
      name = "discard",
      description =
          "Delete messages for good. Who did so, why, and the beginning of each are kept, see GET"
              + " /api/v1/dead-letters/orders.")
  static final class Discard extends ApiCommand {
    @Mixin private Targets targets;
    @Mixin private ChoiceOptions choice;

    @Option(
        names = "--why",
        required = true,
        paramLabel = "TEXT",
        description = "Why they are not needed; it is kept.")
    private String why;

    @Mixin private Confirmation confirmation;
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var body = targets.body(choice);
      body.put("why", why);
      if (targets.all) {
        confirmation.ask("delete all such messages of the %s".formatted(targets.queue));
      }
      return carryOut(client(), "discard", body, out(), "discarded", json.isGiven());
    }
  }

  private static int carryOut(
      ApiClient client,
      String verb,
      Map<String, Object> body,
      PrintWriter out,
      String word,
      boolean json) {
    long done = 0;
    var notDone = JsonNodeFactory.instance.arrayNode();
    var notFound = JsonNodeFactory.instance.arrayNode();
    JsonNode answer;
    do {
      answer = client.post(PATH + "/" + verb, body);
      done += answer.path("done").asLong();
      answer.path("not_done").forEach(notDone::add);
      answer.path("not_found").forEach(notFound::add);
      // As long as each request gets on: what is set aside again is not touched twice.
    } while (body.containsKey("all")
        && !answer.path("complete").asBoolean()
        && answer.path("done").asLong() > 0
        && notDone.isEmpty()
        && notFound.isEmpty());
    if (json) {
      var all = JsonNodeFactory.instance.objectNode().put("done", done);
      all.set("not_done", notDone);
      all.set("not_found", notFound);
      JsonText.print(out, all.put("complete", answer.path("complete").asBoolean()));
    } else {
      notDone.forEach(
          one ->
              out.printf(
                  "not %s: %s: %s%n", word, one.path("id").asText(), one.path("detail").asText()));
      notFound.forEach(id -> out.printf("not seen: %s%n", id.asText()));
      out.printf("%s  %s%n", word, Amounts.count(done, "message"));
    }
    int not = notDone.size() + notFound.size();
    if (not > 0) {
      throw new CommandException(
          ExitCode.FAILED,
          "%s not %s."
              .formatted(Amounts.count(not, "message") + (not == 1 ? " was" : " were"), word));
    }
    return ExitCode.OK;
  }

  /** Ours, or what is known without one. */
  private static String reason(JsonNode message, JsonNode movedAfter) {
    return switch (message.path("moved_by").asText()) {
      case "bindery" -> message.path("reason").asText();
      case "sqs" ->
          "moved by SQS after "
              + (movedAfter.isInt() ? movedAfter.asInt() + " receives" : "too many receives");
      default -> "no reason is known";
    };
  }
}
