package io.bindery.bench.s3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The bytes of generated objects: one block of random bytes, which every object runs through again
 * and again from a place of its own. Reading an object copies nothing.
 */
final class Content {
  private static final int BLOCK = 16 << 20;

  /** What is handed to the network at once. */
  private static final int SLICE = 256 << 10;

  private final ByteBuf block;

  Content(long seed) {
    var bytes = new byte[BLOCK];
    new SplittableRandom(seed).nextBytes(bytes);
    block = Unpooled.unreleasableBuffer(Unpooled.directBuffer(BLOCK).writeBytes(bytes));
  }

  /**
   * A range of an object.
   *
   * @param start where in the block the object begins
   */
  List<ByteBuf> slices(int start, long from, long length) {
    var slices = new ArrayList<ByteBuf>();
    long left = length;
    int at = (int) Math.floorMod(start + from, (long) BLOCK);
    while (left > 0) {
      int take = (int) Math.min(left, Math.min(SLICE, BLOCK - at));
      slices.add(block.slice(at, take));
      left -= take;
      at = (at + take) % BLOCK;
    }
    return slices;
  }

  byte[] sha256(int start, long from, long length) {
    var digest = sha256();
    for (var slice : slices(start, from, length)) {
      digest.update(slice.nioBuffer());
    }
    return digest.digest();
  }

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no " + algorithm, e);
    }
  }
}
