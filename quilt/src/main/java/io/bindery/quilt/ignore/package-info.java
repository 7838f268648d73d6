/** What of a folder stays out of its package. */
package io.bindery.quilt.ignore;
