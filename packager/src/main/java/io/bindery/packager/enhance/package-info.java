/** Files that are added to packages whose folders have none of the kind. */
package io.bindery.packager.enhance;
