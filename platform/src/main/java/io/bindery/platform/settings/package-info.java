/**
 * Typed access to the configuration: a wrong value stops the start with its path and what is
 * allowed.
 */
package io.bindery.platform.settings;
