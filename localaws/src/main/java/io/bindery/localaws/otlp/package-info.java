/** A stand-in for a collector of traces. */
package io.bindery.localaws.otlp;
