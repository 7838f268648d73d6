package io.bindery.platform.aws;

import java.io.Serial;

/** There are no AWS credentials in any of the places where the SDK looks. */
public final class AwsCredentialsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  AwsCredentialsException(Throwable cause) {
    super(
        "No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a"
            + " profile with AWS_PROFILE, or run with a role.",
        cause);
  }
}
