/** How failures are told: refusals with their field, and causes in words for people. */
package io.bindery.platform.failure;
