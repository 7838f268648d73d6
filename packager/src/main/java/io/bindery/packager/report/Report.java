package io.bindery.packager.report;

import io.bindery.packager.policy.NoticeForm;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.policy.NoticeRules;
import io.bindery.packager.quarantine.Problems;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.Subject;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The end of a job as a topic is told of it. */
public final class Report {
  /** Of a reason, which may quote values of any length, in UTF-16 units. */
  private static final int MAX_REASON = 4_000;

  /** SNS takes 256 KiB in all, attributes included. */
  static final int MAX_BYTES = 250_000;

  private static final int SHORTEST = 10;

  private Report() {}

  /**
   * The message that tells of the end of a job. What uploaders wrote may be escaped, and grow to
   * many times its length: it is shortened until SNS takes the whole.
   */
  public static OutMessage of(JobOutcome outcome, NoticeRules rules) {
    int room = MAX_REASON;
    var message = message(outcome.within(room), rules);
    while (message.body().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES && room > SHORTEST) {
      room /= 2;
      message = message(outcome.within(room), rules);
    }
    return message;
  }

  private static OutMessage message(JobOutcome outcome, NoticeRules rules) {
    var link = link(outcome, rules.catalogUrl());
    var subject = subject(outcome);
    var text = ReportText.of(outcome, outcome.reason().orElse(""), link);
    var json = JsonForm.FILE.toText(json(outcome, subject, link));
    var body =
        switch (rules.form()) {
          case TEXT -> text;
          case JSON -> json;
          case BOTH ->
              JsonForm.FILE.toText(
                  JsonObject.EMPTY
                      .with("default", new JsonString(json))
                      .with("email", new JsonString(text))
                      .with("sms", new JsonString(subject)));
        };
    return new OutMessage(
        body,
        outcome.jobId(),
        outcome.jobId(),
        Optional.of(subject),
        rules.form() == NoticeForm.BOTH,
        Optional.empty());
  }

  private static Optional<String> link(JobOutcome outcome, Optional<String> catalog) {
    return catalog.flatMap(
        url ->
            outcome
                .topHash()
                .filter(hash -> outcome.kind() != NoticeKind.FAILURE)
                .map(
                    hash ->
                        "%s/b/%s/packages/%s/tree/%s"
                            .formatted(url, outcome.place(), outcome.packageName(), hash)));
  }

  /** The name is shortened, not what became of it. */
  static String subject(JobOutcome outcome) {
    int problems = outcome.problems().size();
    var end =
        switch (outcome.kind()) {
          case SUCCESS -> " has a new revision";
          case FAILURE -> " could not be made";
          case QUARANTINE ->
              " is in quarantine: %d error%s".formatted(problems, problems == 1 ? "" : "s");
          case SUGGESTION -> " waits for a decision";
        };
    return Subject.of("Package ", outcome.packageName(), end);
  }

  private static JsonObject json(JobOutcome outcome, String subject, Optional<String> link) {
    var type =
        switch (outcome.kind()) {
          case SUCCESS -> "package-job-done";
          case FAILURE -> "package-job-failed";
          case QUARANTINE -> "package-job-quarantined";
          case SUGGESTION -> "package-suggested";
        };
    var json =
        JsonObject.EMPTY
            .with("version", new JsonString("0.1"))
            .with("type", new JsonString(type))
            .with("subject", new JsonString(subject))
            .with("job_id", new JsonString(outcome.jobId()))
            .with("registry", new JsonString(outcome.registry()))
            .with("package_name", new JsonString(outcome.packageName()))
            .with("source_prefix", new JsonString(outcome.source()))
            .with("attempt", JsonInteger.of(outcome.attempt()));
    if (outcome.kind() == NoticeKind.SUCCESS || outcome.kind() == NoticeKind.QUARANTINE) {
      json = json.with("top_hash", new JsonString(outcome.topHash().orElse("")));
    }
    if (outcome.suggestion().isPresent()) {
      json = json.with("suggestion_id", new JsonString(outcome.suggestion().get()));
    }
    if (outcome.kind() != NoticeKind.FAILURE) {
      json =
          json.with("files", JsonInteger.of(outcome.files()))
              .with("bytes", JsonInteger.of(outcome.bytes()));
    }
    if (outcome.kind() != NoticeKind.SUCCESS) {
      json =
          json.with("reason", new JsonString(outcome.reason().orElse("")))
              .with("errors", Problems.toJson(outcome.told()));
    }
    if (outcome.quarantine().isPresent()) {
      json = json.with("quarantine", new JsonString(outcome.quarantine().get()));
    }
    if (outcome.uri().isPresent()) {
      json = json.with("package_uri", new JsonString(outcome.uri().get()));
    }
    if (link.isPresent()) {
      json = json.with("catalog_url", new JsonString(link.get()));
    }
    return json.with("at", new JsonString(outcome.at().toString()));
  }
}
