package io.bindery.platform.bus;

import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Part;
import io.netty.handler.timeout.TimeoutException;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/**
 * Something was sent and no answer came: nobody knows whether it arrived. Who sends it again may
 * have it there twice.
 */
public final class UnansweredException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The call failed so. */
  public UnansweredException(Throwable cause) {
    super("no answer came, and it may have arrived: " + cause, cause);
  }

  /** Counts a failure of this kind where the health of what was called is kept. */
  static void count(Throwable failure, Part part) {
    if (Causes.of(failure) instanceof UnansweredException) {
      part.unanswered();
    }
  }

  /** Whether a call failed so that its outcome is unknown. */
  public static boolean isUnknown(Throwable failure) {
    var answered = AwsErrors.answered(failure);
    if (answered.isPresent()) {
      return AwsErrors.isOfGateway(answered.get());
    }
    return causes(failure).noneMatch(UnansweredException::beforeSending)
        && causes(failure)
            .anyMatch(cause -> cause instanceof IOException || cause instanceof TimeoutException);
  }

  private static boolean beforeSending(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof NoRouteToHostException;
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
