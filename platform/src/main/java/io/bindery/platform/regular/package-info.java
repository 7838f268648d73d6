/** Work that each node does for itself at regular times, until it stops. */
package io.bindery.platform.regular;
