package io.bindery.router.batch;

import java.time.Instant;

/**
 * What a batch adds up to.
 *
 * @param files distinct keys; exact as long as a key that is written again was among the last
 *     {@value BatchState#WINDOW} keys of the batch
 * @param bytes sizes of the newest event of each key, as far as keys are remembered; stays at the
 *     largest long if it would pass it
 * @param firstEventTime the earliest event time, by S3's clock
 * @param lastEventTime the latest event time, by S3's clock
 */
public record Totals(long files, long bytes, Instant firstEventTime, Instant lastEventTime) {

  static Totals of(RecordedObject object) {
    return new Totals(1, object.size(), object.eventTime(), object.eventTime());
  }

  /**
   * With one more event.
   *
   * @param before the size that counts for the same key so far
   */
  Totals plus(RecordedObject object, boolean newKey, long before) {
    var time = object.eventTime();
    long sum = Math.max(0, bytes - before) + object.size();
    return new Totals(
        newKey ? files + 1 : files,
        sum < 0 ? Long.MAX_VALUE : sum,
        time.isBefore(firstEventTime) ? time : firstEventTime,
        time.isAfter(lastEventTime) ? time : lastEventTime);
  }
}
