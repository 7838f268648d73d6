/**
 * Presets of instruments and tools: what a folder is recognized as, and what its own files tell.
 */
package io.bindery.packager.preset;
