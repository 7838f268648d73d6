/** One supervisor for each watched bucket and node: what counts, and to which batch. */
package io.bindery.router.bucket;
