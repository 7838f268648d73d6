/** Reading JSON that others wrote: bounded, strict, and each complaint names field and value. */
package io.bindery.protocol.field;
