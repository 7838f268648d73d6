package io.bindery.router.bucket;

import io.bindery.router.batch.RecordedObject;

/**
 * How much goes to a batch in one message: one between nodes must stay below Akka's frame of 256
 * KiB. The bytes of the names count, at most three for a character, and what the other fields take.
 */
final class ArrivalParts {
  private static final int PART_BYTES = 96 * 1024;
  private static final int OBJECT_BYTES = 40;

  private ArrivalParts() {}

  static int bytes(RecordedObject object) {
    return OBJECT_BYTES + 3 * object.name().length();
  }

  static boolean fits(int bytes) {
    return bytes <= PART_BYTES;
  }
}
