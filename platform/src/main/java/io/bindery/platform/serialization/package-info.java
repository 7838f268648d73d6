/** What crosses a JVM or reaches the journal is marked here and written as CBOR by Jackson. */
package io.bindery.platform.serialization;
