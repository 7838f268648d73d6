/**
 * Packages of what an RO-Crate lists, by the rules of Quilt's packaging engine: which objects,
 * under which keys, with which metadata and name, and what is refused.
 */
package io.bindery.quilt.crate;
