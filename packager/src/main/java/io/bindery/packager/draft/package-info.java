/** What the package of a folder would be, found out before anybody makes it. */
package io.bindery.packager.draft;
