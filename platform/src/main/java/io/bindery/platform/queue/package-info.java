/**
 * Reading an SQS queue without losing a message: what is done is deleted, what is bad is set aside.
 */
package io.bindery.platform.queue;
