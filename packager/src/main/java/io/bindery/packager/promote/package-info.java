/** Brings a revision from one registry to another, by copies or by links. */
package io.bindery.packager.promote;
