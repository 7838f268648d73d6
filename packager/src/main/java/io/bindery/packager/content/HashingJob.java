package io.bindery.packager.content;

/**
 * Who hashes: it is told of progress and can stop. What is shared by all is given to jobs in turn,
 * so that the many requests of one do not hold up the few of another.
 */
public interface HashingJob {
  /** Bytes were hashed; more than an object's size in all if a try failed half-way. */
  void hashed(long bytes);

  /** Asked again and again; once true, what is under way fails soon. */
  boolean isCancelled();

  /** One that is never cancelled and does not count. */
  static HashingJob silent() {
    return new HashingJob() {
      @Override
      public void hashed(long bytes) {
        // Nobody wants to know.
      }

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }
}
