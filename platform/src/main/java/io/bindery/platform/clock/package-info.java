/** One time for all nodes. */
package io.bindery.platform.clock;
