package io.bindery.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.protocol.notice.ObjectEvent;

/** What S3 tells of an object event. */
public final class Notice {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Notice() {}

  /**
   * As EventBridge sends it to a queue.
   *
   * @param event with ETag, version and sequencer, as {@link Load} makes it
   */
  public static String of(ObjectEvent event) {
    var notice = JSON.createObjectNode();
    notice.put("version", "0").put("id", "17793124-05d4-b198-2fde-7ededc63b103");
    notice.put("detail-type", "Object Created").put("source", "aws.s3");
    notice.put("account", "000000000000").put("time", event.eventTime().toString());
    notice.put("region", "us-east-1");
    notice.putArray("resources").add("arn:aws:s3:::" + event.bucket());
    var detail = notice.putObject("detail");
    detail.put("version", "0").putObject("bucket").put("name", event.bucket());
    detail
        .putObject("object")
        .put("key", event.key())
        .put("size", event.size())
        .put("etag", event.etag().orElseThrow())
        .put("version-id", event.versionId().orElseThrow())
        .put("sequencer", event.sequencer().orElseThrow());
    detail.put("request-id", "N4N7GDK58NMKJ12R").put("requester", "000000000000");
    detail.put("source-ip-address", "127.0.0.1").put("reason", event.reason());
    return notice.toString();
  }
}
