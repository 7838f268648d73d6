/** What SNS puts around a message for subscribers without raw delivery. */
package io.bindery.protocol.envelope;
