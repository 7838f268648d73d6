/** Reading and hashing the content of objects, within bounds of memory and of requests. */
package io.bindery.packager.content;
