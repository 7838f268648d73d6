/** Small state in files: written whole, flushed, then moved into place. */
package io.bindery.localaws.state;
