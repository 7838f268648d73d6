package io.bindery.router.operator;

import io.bindery.router.batch.Verb;
import java.util.List;

/**
 * What became of an order to all batches of a bucket.
 *
 * @param found how many batches there were to tell
 * @param changed how many did something
 * @param failed how many did not answer in time: what became of those is not known, and giving the
 *     order again is safe
 * @param failures the first of these, in words
 */
public record BucketOperated(
    String bucket, Verb verb, long found, long changed, long failed, List<String> failures) {
  public BucketOperated {
    failures = List.copyOf(failures);
  }
}
