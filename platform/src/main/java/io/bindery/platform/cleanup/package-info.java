/** Work that deletes what is old, again and again. */
package io.bindery.platform.cleanup;
