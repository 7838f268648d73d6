package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.service.audit.AuditAnchor;
import io.bindery.service.audit.AuditChain;
import io.bindery.service.audit.AuditLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Whether the trail is what it was. */
@Command(
    name = "verify",
    description =
        "Look whether records were changed, removed, put in or put elsewhere: in the service, or in"
            + " an exported file, for which no service is needed. That records were cut off at the"
            + " end of a file is found with --head.")
final class AuditVerifyCommand extends ApiCommand {
  private static final int LONGEST_LINE = 1 << 20;
  private static final String PROBLEMS = "problems";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "What bindery audit export wrote (default: ask the service).")
  private Path file;

  @Option(
      names = "--after",
      paramLabel = "SEQ:HASH",
      converter = Anchor.class,
      description =
          "What the first record has to follow, as this command tells it (default: none).")
  private AuditAnchor after;

  @Option(
      names = "--head",
      paramLabel = "SEQ:HASH",
      converter = Anchor.class,
      description = "A record that has to be there, as this command, or the log, once told it.")
  private AuditAnchor head;

  @Mixin private JsonOption json;

  /** Reads {@code SEQ:HASH}. */
  static final class Anchor implements ITypeConverter<AuditAnchor> {
    @Override
    public AuditAnchor convert(String text) {
      return AuditAnchor.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is no place in a trail: write SEQ:HASH, with 64 hexadecimal digits"
                          .formatted(text)));
    }
  }

  /** What was found, from file and service alike. */
  private record Found(
      long records, long from, Optional<AuditAnchor> last, long problemCount, JsonNode problems) {}

  @Override
  public Integer call() {
    var found = file == null ? ofService() : ofFile();
    if (json.isGiven()) {
      JsonText.print(out(), json(found));
    } else {
      tell(found);
    }
    if (found.problemCount() == 0) {
      return ExitCode.OK;
    }
    out().flush();
    throw new CommandException(
        ExitCode.FAILED,
        "The audit trail is not what it was: %d problems.".formatted(found.problemCount()));
  }

  private static JsonNode json(Found found) {
    var answer = new JsonMapper().createObjectNode();
    answer.put("good", found.problemCount() == 0);
    answer.put("records", found.records());
    answer.put("from", found.from());
    found.last().ifPresent(last -> answer.put("last", last.toString()));
    answer.put("problem_count", found.problemCount());
    answer.set(PROBLEMS, found.problems());
    return answer;
  }

  private void tell(Found found) {
    out().printf("records  %,d from %,d on%n", found.records(), found.from());
    found.last().ifPresent(last -> out().printf("last     %s%n", last));
    for (var problem : found.problems()) {
      out().printf("%,d: %s%n", problem.path("seq").asLong(), problem.path("what").asText());
    }
  }

  private AuditAnchor begin() {
    return after == null ? AuditAnchor.BEGIN : after;
  }

  private Found ofFile() {
    var chain = new AuditChain(begin(), Optional.ofNullable(head));
    try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      long number = 0;
      for (var line = next(in); line.isPresent(); line = next(in)) {
        number++;
        var parsed = AuditLine.parse(line.get());
        if (parsed.isPresent()) {
          chain.add(parsed.get());
        } else {
          chain.addForeign(number);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    chain.end();
    return new Found(
        chain.records(),
        begin().seq() + 1,
        chain.last(),
        chain.problemCount(),
        JsonText.of(chain.problems()));
  }

  /** A line; of one that is longer than any record the beginning, which is then none. */
  private static Optional<String> next(BufferedReader in) throws IOException {
    var line = new StringBuilder();
    int c = in.read();
    if (c < 0) {
      return Optional.empty();
    }
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() < LONGEST_LINE) {
        line.append((char) c);
      }
    }
    return Optional.of(line.toString());
  }

  private Found ofService() {
    var problems = new JsonMapper().createArrayNode();
    long count = 0;
    long records = 0;
    if (head != null && !isThere(head)) {
      count++;
      problems
          .addObject()
          .put("seq", head.seq())
          .put("what", "The record is not there, or is another one than the anchor names.");
    }
    var place = Optional.of(begin());
    var last = begin();
    while (place.isPresent()) {
      var part =
          client()
              .get(
                  new ApiQuery(AuditCommand.PATH + "/verify")
                      .with("after", place.get().seq())
                      .with("hash", place.get().hash()));
      records += part.path("records").asLong();
      count += part.path("problem_count").asLong();
      part.path(PROBLEMS).forEach(problems::add);
      place = anchor(part.path("next"));
      last = place.or(() -> anchor(part.path("head"))).orElse(last);
    }
    return new Found(records, begin().seq() + 1, Optional.of(last), count, problems);
  }

  private static Optional<AuditAnchor> anchor(JsonNode node) {
    return node instanceof ObjectNode
        ? Optional.of(new AuditAnchor(node.path("seq").asLong(), node.path("hash").asText()))
        : Optional.empty();
  }

  private boolean isThere(AuditAnchor anchor) {
    if (anchor.seq() == 0) {
      return anchor.equals(AuditAnchor.BEGIN);
    }
    return client()
        .lines(
            new ApiQuery(AuditCommand.PATH + "/export")
                .with("after", anchor.seq() - 1)
                .with("limit", 1))
        .stream()
        .anyMatch(
            line -> AuditLine.parse(line).filter(it -> it.anchor().equals(anchor)).isPresent());
  }
}
