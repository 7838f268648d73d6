package io.bindery.platform.bus;

import io.bindery.platform.health.Part;
import io.bindery.platform.look.Refusals;
import java.util.function.BiConsumer;

/**
 * Tells a part of the node's health how each call went.
 *
 * @param permission that the calls need, such as {@code sqs:SendMessage}
 * @param accepted what a call that was accepted says of the part
 */
record CallReport(Part part, String permission, Runnable accepted)
    implements BiConsumer<Object, Throwable> {
  @Override
  public void accept(Object id, Throwable failure) {
    if (failure == null) {
      accepted.run();
    } else {
      UnansweredException.count(failure, part);
      Refusals.use(failure, permission).ifPresent(part::failed);
    }
  }
}
