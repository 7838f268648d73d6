/** Presets as they are written: what router and packager read of each, in one file. */
package io.bindery.platform.preset;
