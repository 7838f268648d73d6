/** {@code bindery up}: the service with embedded parts, for as long as it is wanted. */
package io.bindery.laptop.up;
