/** Keeps the journal of packages and the table of jobs small. */
package io.bindery.packager.retention;
