package io.bindery.platform.s3;

import java.io.Serial;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * S3, or something on the way to it, gave an answer that is not one to the request: nothing is
 * known, least of all that there is nothing. The SDK asks again; if that does not help, it may
 * later.
 */
public final class BrokenAnswerException extends SdkClientException {
  @Serial private static final long serialVersionUID = 1L;

  /** The message says what is wrong with the answer, as a sentence without its end. */
  BrokenAnswerException(String message) {
    super(new Rebuilt().message(message));
  }

  private BrokenAnswerException(Rebuilt builder) {
    super(builder);
  }

  /** The SDK makes its exceptions anew to write into them how often it tried. */
  @Override
  public Builder toBuilder() {
    return new Rebuilt(this);
  }

  private static final class Rebuilt extends SdkClientException.BuilderImpl {
    Rebuilt() {}

    Rebuilt(BrokenAnswerException made) {
      super(made);
    }

    @Override
    public Rebuilt message(String message) {
      this.message = message;
      return this;
    }

    @Override
    public BrokenAnswerException build() {
      return new BrokenAnswerException(this);
    }
  }
}
