package io.bindery.laptop;

import java.io.PrintWriter;

/** Tells a user where everything is and what to try next. */
public final class Directions {
  private Directions() {}

  /** Prints endpoints and commands that work as they are printed. */
  public static void print(PrintWriter out, Laptop laptop) {
    var postgres = laptop.postgres();
    var settings = laptop.settings();
    var queues = laptop.queues();
    var bucket = settings.watched().stream().findFirst().orElse(Laptop.DEFAULT_BUCKET);
    out.printf(
        "  AWS endpoint  %s  (S3, SQS, SNS, EventBridge, Data Exchange; any credentials)%n",
        laptop.endpoint());
    laptop.apis().stream().limit(1).forEach(api -> out.printf("  console       %s/%n", api));
    laptop.apis().forEach(api -> out.printf("  HTTP API      %s/api/v1%n", api));
    out.printf(
        "  Postgres      postgresql://%s@%s:%d/%s  (password: %s)%n",
        postgres.user(),
        postgres.host(),
        postgres.port(),
        postgres.database(),
        postgres.passwordFile());
    out.printf("  notice queue  %s%n", queues.notices().url());
    out.printf("  package queue %s%n", queues.packager().url());
    out.printf("  dead letters  %s%n", queues.notices().deadLetterUrl());
    out.printf("                %s%n", queues.packager().deadLetterUrl());
    out.printf("  event bus     %s%n", settings.announceBus());
    if (!settings.eventsBus().equals(settings.announceBus())) {
      out.printf("  event bus     %s  (revisions)%n", settings.eventsBus());
    }
    var rule = LaptopSettings.rule(laptop.config());
    var named = settings.namedPolicies();
    settings
        .watched()
        .forEach(
            name ->
                out.printf(
                    "  watching      s3://%s  (%s)%n",
                    name, named.contains(name) ? "by its own policy" : rule));
    out.printf("%nTry in another shell:%n");
    out.printf("  export AWS_ENDPOINT_URL=%s%n", laptop.endpoint());
    out.printf(
        "  export AWS_REGION=%1$s AWS_DEFAULT_REGION=%1$s AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local%n",
        laptop.region());
    out.printf("  aws s3 cp --recursive %s s3://%s/sequencing/run-1/%n", sample(), bucket);
    out.printf("  aws s3 ls --recursive s3://%s/.quilt/%n", bucket);
    // The AWS CLI 1 takes a queue's service to be where its URL says, but for this option.
    out.printf(
        "  aws --endpoint-url %s sqs receive-message --queue-url %s%n",
        laptop.endpoint(), queues.packager().deadLetterUrl());
    laptop.apis().stream().limit(1).forEach(api -> out.printf("  curl %s/api/v1/health%n", api));
    out.printf("  %s verify s3://%s sequencing/run-1%n", launcher(), bucket);
    out.printf(
        "  python -c \"import quilt3; print(quilt3.Package.browse('sequencing/run-1', registry='s3://%s'))\"%n",
        bucket);
    out.flush();
  }

  /** How the user called this program. */
  public static String launcher() {
    return System.getProperty("bindery.launcher", "./bindery");
  }

  private static String sample() {
    var home = System.getProperty("bindery.home", "");
    return launcher().equals("./bindery") || home.isEmpty() ? "samples/run" : home + "/samples/run";
  }
}
