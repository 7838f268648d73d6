/**
 * Looking into packages: names, revisions, the tree of a manifest, single files, what differs.
 *
 * <p>A manifest is read once, into an index on the disk; after that each page of its tree costs a
 * few reads, however many entries there are.
 */
package io.bindery.packager.browse;
