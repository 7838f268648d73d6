/** Reading publication manifests: streamed, strict, and with the place of all that is wrong. */
package io.bindery.exchange.manifest;
