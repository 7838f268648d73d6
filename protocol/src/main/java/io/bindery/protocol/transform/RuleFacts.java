package io.bindery.protocol.transform;

import java.time.Instant;

/**
 * What the reserved variables of a template tell besides the event.
 *
 * @param name of the rule: {@code <aws.events.rule-name>}
 * @param arn of the rule: {@code <aws.events.rule-arn>}
 * @param ingested when the event was received: {@code <aws.events.event.ingestion-time>}
 */
public record RuleFacts(String name, String arn, Instant ingested) {}
