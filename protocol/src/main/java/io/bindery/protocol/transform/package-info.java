/** EventBridge's input transformation: what a target gets of an event. */
package io.bindery.protocol.transform;
