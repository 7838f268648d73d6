package io.bindery.exchange;

import io.bindery.exchange.notice.ManifestFiles;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** How what the publisher needs is looked at. Who publishes nothing needs nothing. */
public final class ExchangeLooks {
  private static final String MANIFESTS = "bindery.exchange.manifest-buckets";
  private static final String SOURCES = "bindery.exchange.sources";
  private static final String TOPIC = "bindery.exchange.topic-arn";

  private ExchangeLooks() {}

  /** All of it. */
  public static List<Look> of(AwsClients aws, ExchangeSettings settings) {
    var at = new AwsLooks(aws);
    var looks = new ArrayList<Look>();
    for (var bucket : new TreeSet<>(settings.intake().manifestBuckets())) {
      looks.add(
          at.manifests(
              manifests(bucket),
              MANIFESTS,
              bucket,
              settings.notices().statusFiles() ? ManifestFiles.SUFFIXES : List.of()));
    }
    for (var bucket : new TreeSet<>(settings.plan().sources())) {
      looks.add(at.published("exchange.source " + bucket, SOURCES, bucket));
    }
    if (!settings.plan().sources().isEmpty()) {
      looks.add(at.dataExchange("exchange.data-exchange", "bindery.aws.region"));
    }
    settings.notices().topicArn().ifPresent(arn -> looks.add(topic(at, arn)));
    return looks;
  }

  private static Look topic(AwsLooks at, String arn) {
    return at.topic("exchange.topic", TOPIC, arn, false);
  }

  /** The part of a node's health that a topic is. */
  static Dependency topic(AwsClients aws, String arn) {
    return Dependency.optional("exchange.topic", Kind.TOPIC, TOPIC, arn, aws.region());
  }

  /** The part of a node's health that a bucket of manifests is. */
  static Dependency manifests(AwsClients aws, String bucket) {
    return Dependency.optional(manifests(bucket), Kind.BUCKET, MANIFESTS, bucket, aws.region());
  }

  private static String manifests(String bucket) {
    return "exchange.manifests " + bucket;
  }
}
