/** The directory of a room for temporary files. */
package io.bindery.platform.spool;
