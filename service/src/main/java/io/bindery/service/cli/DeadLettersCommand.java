package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class DeadLettersCommand implements Runnable {
  private static final String PATH = "dead-letters";

  private static final String QUEUES =
      "router (notices of S3) or packager (descriptions of packages).";

  /** In one request, so that its answer comes in time. */
  private static final int PART = 500;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command to run.");
  }

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
      var body = new LinkedHashMap<String, Object>();
      body.put("queue", queue);
      body.put("limit", PART);
      if (all) {
        body.put("all", true);
      } else {
        body.put("ids", ids);
      }
      if (choice.movedBy != null) {
        body.put("moved_by", choice.movedBy);
      }
      if (choice.match != null) {
        body.put("match", choice.match);
      }
      return body;
    }
  }

  /** Those that are there. */
  @Command(
      name = "list",
      description =
          "List messages with their reasons. SQS shows a message only by handing it out: each look"
              + " hides it from others for a moment, and counts as one receive.")
  static final class ListThem implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "QUEUE", description = QUEUES)
    private String queue;

    @Mixin private ChoiceOptions choice;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "How many to list (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var found =
          api.client()
              .get(
                  PATH
                      + "?limit=%d%s%s%s"
                          .formatted(
                              limit,
                              parameter("queue", queue),
                              parameter("moved_by", choice.movedBy),
                              parameter("match", choice.match)));
      tell(spec.commandLine().getOut(), found);
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
  static final class Show implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "QUEUE", description = QUEUES)
    private String queue;

    @Parameters(index = "1", paramLabel = "ID", description = "Its id, as dlq list shows it.")
    private String id;

    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      var message = api.client().get("%s/%s/%s".formatted(PATH, encoded(queue), encoded(id)));
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
  static final class Redrive implements Callable<Integer> {
    @Mixin private Targets targets;
    @Mixin private ChoiceOptions choice;
    @Mixin private Confirmation confirmation;
    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var body = targets.body(choice);
      if (targets.all) {
        confirmation.ask("send all such messages of the %s back".formatted(targets.queue));
      }
      return carryOut(api.client(), "redrive", body, spec.commandLine().getOut(), "sent back");
    }
  }

  /** No more. */
  @Command(
      name = "discard",
      description =
          "Delete messages for good. Who did so, why, and the beginning of each are kept, see GET"
              + " /api/v1/dead-letters/orders.")
  static final class Discard implements Callable<Integer> {
    @Mixin private Targets targets;
    @Mixin private ChoiceOptions choice;

    @Option(
        names = "--why",
        required = true,
        paramLabel = "TEXT",
        description = "Why they are not needed; it is kept.")
    private String why;

    @Mixin private Confirmation confirmation;
    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var body = targets.body(choice);
      body.put("why", why);
      if (targets.all) {
        confirmation.ask("delete all such messages of the %s".formatted(targets.queue));
      }
      return carryOut(api.client(), "discard", body, spec.commandLine().getOut(), "discarded");
    }
  }

  private static int carryOut(
      ApiClient client, String verb, Map<String, Object> body, PrintWriter out, String word) {
    long done = 0;
    long not = 0;
    JsonNode answer;
    do {
      answer = client.post(PATH + "/" + verb, body);
      done += answer.path("done").asLong();
      not += answer.path("not_done").size() + answer.path("not_found").size();
      answer
          .path("not_done")
          .forEach(
              one ->
                  out.printf(
                      "not %s: %s: %s%n",
                      word, one.path("id").asText(), one.path("detail").asText()));
      answer.path("not_found").forEach(id -> out.printf("not seen: %s%n", id.asText()));
      // As long as each request gets on: what is set aside again is not touched twice.
    } while (body.containsKey("all")
        && !answer.path("complete").asBoolean()
        && answer.path("done").asLong() > 0
        && not == 0);
    out.printf("%s  %s%n", word, Amounts.count(done, "message"));
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

  private static String parameter(String name, String value) {
    return value == null ? "" : "&" + name + "=" + encoded(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
