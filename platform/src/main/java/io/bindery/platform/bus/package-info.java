/**
 * Telling others: EventBridge, SNS topics and SQS queues, ten entries a call, each answered by
 * itself.
 */
package io.bindery.platform.bus;
