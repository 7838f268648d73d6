package io.bindery.protocol.notice;

import java.util.List;

/** What one message of the event queue says. */
public sealed interface Notice {
  /** Something happened to objects; at least one, in the order of the message. */
  record Objects(List<ObjectEvent> events) implements Notice {
    public Objects {
      events = List.copyOf(events);
    }
  }

  /** S3 tried out a notification that was just configured; there is nothing to do. */
  record Test(String bucket) implements Notice {}
}
