/** Names inside a registry: of packages, and of entries inside a package. */
package io.bindery.quilt.name;
