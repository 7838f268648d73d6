/** Asynchronous steps. */
package io.bindery.platform.stage;
