/** SNS: topics, and subscriptions of queues and of HTTP endpoints on loopback. */
package io.bindery.localaws.sns;
