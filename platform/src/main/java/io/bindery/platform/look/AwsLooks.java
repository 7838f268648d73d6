package io.bindery.platform.look;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;

/** Looks at things in AWS, each by the call that describes it. */
public final class AwsLooks {
  private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:[a-z]+:([a-z0-9-]*):.*");

  private static final String WAITS =
      "Create it, or correct the setting. Until then what is for it waits; nothing is lost.";

  private final AwsClients aws;
  private final String region;
  private final QueueLook queues;
  private final BucketLook buckets;
  private final FileShareLook shares;

  /** Looks by these clients, in their region. */
  public AwsLooks(AwsClients aws) {
    this.aws = aws;
    this.region = aws.region();
    this.queues = new QueueLook(aws.sqs(), region);
    this.buckets = new BucketLook(aws.s3(), region);
    this.shares = new FileShareLook(aws.storageGateway());
  }

  /** A queue that is read, with the one for what cannot be handled. */
  public Look queue(String name, String setting, String url, String deadLetterUrl) {
    return new Look(
        Dependency.required(name, Kind.QUEUE, setting, url, region),
        () -> queues.read(url, deadLetterUrl));
  }

  /** A queue that is only sent to. */
  public Look sentTo(String name, Kind kind, String setting, String url) {
    return new Look(Dependency.required(name, kind, setting, url, region), () -> queues.sent(url));
  }

  /** A bus. */
  public Look bus(String name, String setting, String bus) {
    return bus(aws.eventBridge(), region, name, setting, bus);
  }

  /** A bus that a client of its own asks for. PutEvents to none is answered with success. */
  public static Look bus(
      EventBridgeAsyncClient client, String region, String name, String setting, String bus) {
    return new Look(
        Dependency.required(name, Kind.BUS, setting, bus, region),
        () ->
            inRegion(
                region,
                bus,
                () ->
                    client
                        .describeEventBus(request -> request.name(bus))
                        .handle(
                            (reply, failure) ->
                                found(
                                    failure,
                                    "events:DescribeEventBus",
                                    "There is no such event bus",
                                    WAITS))));
  }

  /** A topic. */
  public Look topic(String name, String setting, String arn, boolean required) {
    return new Look(
        required
            ? Dependency.required(name, Kind.TOPIC, setting, arn, region)
            : Dependency.optional(name, Kind.TOPIC, setting, arn, region),
        () ->
            inRegion(
                region,
                arn,
                () ->
                    aws.sns()
                        .getTopicAttributes(request -> request.topicArn(arn))
                        .handle(
                            (reply, failure) ->
                                found(
                                    failure,
                                    "sns:GetTopicAttributes",
                                    "There is no such topic",
                                    WAITS))));
  }

  /** A bucket whose objects are batched. */
  public Look watched(String name, String setting, String bucket) {
    return bucket(name, Kind.BUCKET, setting, bucket, buckets::watched);
  }

  /**
   * A bucket whose manifests are published.
   *
   * @param suffixes of what is written beside them; none if nothing is
   */
  public Look manifests(String name, String setting, String bucket, List<String> suffixes) {
    return bucket(name, Kind.BUCKET, setting, bucket, it -> buckets.manifests(it, suffixes));
  }

  /** A bucket whose objects are published. */
  public Look published(String name, String setting, String bucket) {
    return bucket(name, Kind.BUCKET, setting, bucket, buckets::published);
  }

  /** Data Exchange, by a list of the data sets of which one is asked for. */
  public Look dataExchange(String name, String setting) {
    return new Look(
        Dependency.optional(name, Kind.DATA_EXCHANGE, setting, region, region),
        () ->
            aws.dataExchange()
                .listDataSets(request -> request.maxResults(1))
                .handle(
                    (reply, failure) ->
                        found(
                            failure,
                            "dataexchange:ListDataSets",
                            "There is no Data Exchange in this region",
                            WAITS)));
  }

  /** A bucket whose objects are packaged. */
  public Look source(String name, String setting, String bucket) {
    return bucket(name, Kind.BUCKET, setting, bucket, buckets::source);
  }

  /** A bucket for what is needed for a moment only. */
  public Look scratch(String name, String setting, String bucket) {
    return bucket(name, Kind.BUCKET, setting, bucket, buckets::scratch);
  }

  /** A bucket that packages are pushed to. */
  public Look registry(String name, String setting, String bucket) {
    return bucket(name, Kind.REGISTRY, setting, bucket, buckets::registry);
  }

  private Look bucket(
      String name,
      Kind kind,
      String setting,
      String bucket,
      Function<String, CompletionStage<Finding>> find) {
    return new Look(
        Dependency.optional(name, kind, setting, bucket, region), () -> find.apply(bucket));
  }

  /** A file share that is refreshed. */
  public Look fileShare(String setting, String arn) {
    return new Look(
        Dependency.optional("file-share " + arn, Kind.FILE_SHARE, setting, arn, region),
        () -> inRegion(region, arn, () -> shares.share(arn)));
  }

  /** Nothing is asked of AWS where the ARN itself says that it is elsewhere. */
  private static CompletionStage<Finding> inRegion(
      String region, String nameOrArn, Supplier<CompletionStage<Finding>> look) {
    var arn = ARN.matcher(nameOrArn);
    if (region.isEmpty()
        || !arn.matches()
        || arn.group(1).isEmpty()
        || arn.group(1).equals(region)) {
      return look.get();
    }
    return CompletableFuture.completedFuture(
        Finding.wrong(
            "It is in region %s, but bindery.aws.region is %s.".formatted(arn.group(1), region),
            "Set bindery.aws.region = %s, or name one in %s.".formatted(arn.group(1), region)));
  }

  /** What an answer, or its failure, says. */
  static Finding found(Throwable failure, String permission, String missing, String wayOut) {
    if (failure == null) {
      return Finding.up();
    }
    return Refusals.isMissing(failure)
        ? Finding.missing("%s: %s".formatted(missing, Refusals.words(failure)), wayOut)
        : Refusals.finding(failure, permission);
  }
}
