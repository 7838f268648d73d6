/** Exports what a registry holds as tables. */
package io.bindery.packager.export;
