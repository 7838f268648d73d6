package io.bindery.laptop;

import java.io.PrintWriter;
import java.util.List;

/** Tells a user where everything is and what to try next. */
public final class Directions {
  private Directions() {}

  /** Prints endpoints and commands that work as they are printed. */
  public static void print(PrintWriter out, Laptop laptop, List<String> buckets, BatchRule rule) {
    var postgres = laptop.postgres();
    var bucket = buckets.get(0);
    out.printf(
        "  AWS endpoint  %s  (S3, SQS, SNS, EventBridge; any credentials)%n", laptop.endpoint());
    out.printf(
        "  Postgres      postgresql://%s@%s:%d/%s%n",
        postgres.user(), postgres.host(), postgres.port(), postgres.database());
    laptop.apis().forEach(api -> out.printf("  HTTP API      %s/api/v1%n", api));
    buckets.forEach(
        name ->
            out.printf(
                "  watching      s3://%s  (prefix depth %d; a batch closes at %d keys or after %s s of quiet)%n",
                name, rule.depth(), rule.count(), seconds(rule)));
    out.printf("%nTry in another shell:%n");
    out.printf(
        "  export AWS_ENDPOINT_URL=%s AWS_REGION=%s AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local%n",
        laptop.endpoint(), laptop.region());
    out.printf("  aws s3 cp --recursive samples/run s3://%s/sequencing/run-1/%n", bucket);
    out.printf("  aws s3 ls --recursive s3://%s/.quilt/%n", bucket);
    laptop.apis().stream().limit(1).forEach(api -> out.printf("  curl %s/api/v1/health%n", api));
    out.printf("  ./bindery verify s3://%s sequencing/run-1%n", bucket);
    out.printf(
        "  python -c \"import quilt3; print(quilt3.Package.browse('sequencing/run-1', registry='s3://%s'))\"%n",
        bucket);
    out.flush();
  }

  private static String seconds(BatchRule rule) {
    var seconds = rule.quiet().toMillis() / 1000.0;
    return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
  }
}
