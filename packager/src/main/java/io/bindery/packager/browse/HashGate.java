package io.bindery.packager.browse;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.Optional;

/**
 * Hashes bytes as they go by, and keeps the last of them back until the hash is right: nobody gets
 * a whole file that is not what the manifest says.
 */
final class HashGate {
  private final String object;
  private final ObjectHash expected;
  private final ContentHasher hasher;
  private ByteString held = ByteString.emptyByteString();

  private HashGate(String object, ObjectHash expected, long size) {
    this.object = object;
    this.expected = expected;
    this.hasher = ContentHasher.create(expected.type(), size);
  }

  /**
   * Lets through what has the hash; fails in place of the last bytes otherwise.
   *
   * @param object for the message
   */
  static Flow<ByteString, ByteString, NotUsed> of(String object, ObjectHash expected, long size) {
    return Flow.of(ByteString.class)
        .<HashGate, ByteString>statefulMap(
            () -> new HashGate(object, expected, size),
            (gate, bytes) -> Pair.create(gate, gate.pass(bytes)),
            gate -> Optional.of(gate.end()))
        .filter(bytes -> !bytes.isEmpty());
  }

  /**
   * Checks bytes that are there already.
   *
   * @throws PackagingException if they have another hash
   */
  static void check(String object, ObjectHash expected, byte[] bytes) {
    var gate = new HashGate(object, expected, bytes.length);
    gate.pass(ByteString.fromArrayUnsafe(bytes));
    var unused = gate.end();
  }

  private ByteString pass(ByteString bytes) {
    var before = held;
    bytes.getByteBuffers().forEach(hasher::update);
    held = bytes;
    return before;
  }

  private ByteString end() {
    var found = hasher.finish();
    if (!found.equals(expected)) {
      throw PackagingException.lasting(
          "%s has the %s %s, not the %s of the manifest."
              .formatted(object, found.type().wireName(), found.value(), expected.value()));
    }
    return held;
  }
}
