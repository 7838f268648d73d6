package io.bindery.router.announce;

import io.bindery.protocol.announcement.Announcement;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What topics and queues that keep order need to know of an announcement. */
final class Order {
  private Order() {}

  /** The announcements of one bucket and common prefix stay in order. */
  static String group(Announcement announcement) {
    var name = announcement.bucket() + "/" + announcement.prefix();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  static String batchId(Announcement announcement) {
    return announcement.batch().orElseThrow().batchId();
  }
}
