/** Values that are set at run time, kept with their history, and followed by every node. */
package io.bindery.platform.versioned;
