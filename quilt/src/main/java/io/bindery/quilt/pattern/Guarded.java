package io.bindery.quilt.pattern;

import java.util.function.Supplier;

/**
 * Work whose cost is decided by a text that somebody else wrote. Bounds keep such work small; where
 * one is not enough, the stack or the heap gives out. That is a failure of this text, not of the
 * process: the JVM itself is sound, and Akka would end it.
 */
public final class Guarded {
  private Guarded() {}

  /**
   * Does the work.
   *
   * @param what is being read or compared, as the beginning of a sentence
   * @throws TooComplexException if the stack or the heap gave out
   */
  public static <T> T call(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (StackOverflowError e) {
      throw new TooComplexException(what + " is nested too deeply: simplify it");
    } catch (OutOfMemoryError e) {
      throw new TooComplexException(what + " needs more memory than there is: simplify it");
    }
  }
}
