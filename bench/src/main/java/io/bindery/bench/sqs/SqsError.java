package io.bindery.bench.sqs;

import java.io.Serial;

/** A request is refused, as SQS does it. */
final class SqsError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String type;
  private final String code;

  private SqsError(String type, String code, String message) {
    super(message);
    this.type = type;
    this.code = code;
  }

  static SqsError noQueue(String url) {
    return new SqsError(
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
        "There is no queue " + url + ".");
  }

  static SqsError value(String message) {
    return new SqsError("InvalidParameterValue", "InvalidParameterValue", message);
  }

  static SqsError receipt(String handle) {
    return new SqsError(
        "ReceiptHandleIsInvalid",
        "ReceiptHandleIsInvalid",
        "The receipt handle " + handle + " is not one of this queue.");
  }

  static SqsError entries(int number) {
    return number == 0
        ? new SqsError(
            "EmptyBatchRequest",
            "AWS.SimpleQueueService.EmptyBatchRequest",
            "There is no entry in the batch.")
        : new SqsError(
            "TooManyEntriesInBatchRequest",
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "There are " + number + " entries in the batch, more than ten.");
  }

  static SqsError unknown(String operation) {
    return new SqsError(
        "UnsupportedOperation",
        "AWS.SimpleQueueService.UnsupportedOperation",
        "The benchmark's SQS has no operation " + operation + ".");
  }

  /** The name of the error's shape. */
  String type() {
    return type;
  }

  /** What the older protocol called it, by which clients still know it. */
  String code() {
    return code;
  }
}
