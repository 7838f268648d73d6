/**
 * How those who record objects tell those who hash them before they are asked to: neither knows the
 * other, and nothing waits.
 */
package io.bindery.platform.ahead;
