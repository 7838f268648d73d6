package io.bindery.platform.look;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.platform.health.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Looks at queues. */
final class QueueLook {
  private static final Pattern REGION =
      Pattern.compile("https?://(?:[a-z0-9-]+\\.)*?sqs\\.([a-z]{2,}-[a-z0-9-]+)\\..*");

  /** SQS looks at who asks before it looks at what is asked for: this names no message. */
  private static final String NO_RECEIPT = "bindery-looks-whether-it-may-delete";

  /** With fewer, an outage of a minute is enough for SQS to set good messages aside. */
  private static final int FEW_RECEIVES = 5;

  private static final JsonMapper JSON = new JsonMapper();

  private final SqsAsyncClient sqs;
  private final String region;

  QueueLook(SqsAsyncClient sqs, String region) {
    this.sqs = sqs;
    this.region = region;
  }

  /** One that is read: also whether what it hands out may be deleted. */
  CompletionStage<Finding> read(String url, String deadLetterUrl) {
    if (url.equals(deadLetterUrl)) {
      return CompletableFuture.completedFuture(
          Finding.wrong(
              "The queue for what cannot be handled is this queue itself.",
              "Set dead-letter-url to another one."));
    }
    return described(url)
        .thenCompose(
            seen ->
                seen.finding().state().isUsable()
                    ? mayDelete(url)
                        .thenApply(
                            refused ->
                                refused.orElseGet(
                                    () -> warned(seen, redrive(seen.attributes(), deadLetterUrl))))
                    : CompletableFuture.completedFuture(seen.finding()));
  }

  /** One that is sent to. */
  CompletionStage<Finding> sent(String url) {
    return described(url).thenApply(Described::finding);
  }

  private record Described(Finding finding, Map<QueueAttributeName, String> attributes) {}

  private CompletionStage<Described> described(String url) {
    var elsewhere = REGION.matcher(url);
    if (!region.isEmpty() && elsewhere.matches() && !elsewhere.group(1).equals(region)) {
      return CompletableFuture.completedFuture(
          new Described(
              Finding.wrong(
                  "It is in region %s, but bindery.aws.region is %s."
                      .formatted(elsewhere.group(1), region),
                  "Set bindery.aws.region = %s, or name a queue in %s."
                      .formatted(elsewhere.group(1), region)),
              Map.of()));
    }
    return sqs.getQueueAttributes(
            request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
        .handle(
            (reply, failure) ->
                failure == null
                    ? new Described(Finding.up(), reply.attributes())
                    : new Described(refused(failure), Map.of()));
  }

  private static Finding refused(Throwable failure) {
    return Refusals.isMissing(failure)
        ? Finding.missing(
                "There is no such queue: " + Refusals.words(failure),
                "Create it, or correct the setting or bindery.aws.region.")
            .never()
        : Refusals.finding(failure, "sqs:GetQueueAttributes");
  }

  private CompletionStage<Optional<Finding>> mayDelete(String url) {
    return sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(NO_RECEIPT))
        .handle(
            (reply, failure) ->
                failure != null && Refusals.isNotAllowed(failure)
                    ? Optional.of(
                        Finding.denied(
                            "This role may not delete messages, so that each would come again for"
                                + " ever: "
                                + Refusals.words(failure),
                            "Allow sqs:ReceiveMessage, sqs:DeleteMessage and"
                                + " sqs:ChangeMessageVisibility."))
                    : Optional.empty());
  }

  private static Finding warned(Described seen, List<String> warnings) {
    return seen.finding().warning(warnings.toArray(String[]::new));
  }

  private static List<String> redrive(
      Map<QueueAttributeName, String> attributes, String deadLetterUrl) {
    var warnings = new ArrayList<String>();
    if (attributes.isEmpty()) {
      return warnings;
    }
    var policy = attributes.getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
    if (policy.isBlank()) {
      warnings.add(
          "It has no redrive policy: a message that ends its reader each time would come for ever."
              + " Give it one, with %s as its dead-letter queue.".formatted(name(deadLetterUrl)));
      return warnings;
    }
    try {
      var redrive = JSON.readTree(policy);
      var target = name(redrive.path("deadLetterTargetArn").asText());
      if (!target.isEmpty() && !target.equals(name(deadLetterUrl))) {
        warnings.add(
            "SQS moves messages that were received too often to %s, and dead-letter-url names %s:"
                    .formatted(target, name(deadLetterUrl))
                + " look in both, or make them one.");
      }
      receives(redrive).ifPresent(warnings::add);
    } catch (JsonProcessingException e) {
      warnings.add("Its redrive policy cannot be read: " + Refusals.words(e));
    }
    return warnings;
  }

  private static Optional<String> receives(JsonNode redrive) {
    int count = redrive.path("maxReceiveCount").asInt(FEW_RECEIVES);
    return count < FEW_RECEIVES
        ? Optional.of(
            ("Its redrive policy sets messages aside after %d receives: an outage of a minute is"
                    + " enough for that. Set maxReceiveCount to 10 or more.")
                .formatted(count))
        : Optional.empty();
  }

  /** The last part of a URL or ARN. */
  private static String name(String urlOrArn) {
    return urlOrArn.substring(Math.max(urlOrArn.lastIndexOf('/'), urlOrArn.lastIndexOf(':')) + 1);
  }
}
