/** Packages whose entries are named one by one instead of by a folder. */
package io.bindery.packager.construct;
