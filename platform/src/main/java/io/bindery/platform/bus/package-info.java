/** Putting events on an EventBridge bus. */
package io.bindery.platform.bus;
