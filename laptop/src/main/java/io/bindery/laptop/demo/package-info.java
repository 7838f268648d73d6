/** {@code bindery demo}: one upload on its whole way, each step shown and checked. */
package io.bindery.laptop.demo;
