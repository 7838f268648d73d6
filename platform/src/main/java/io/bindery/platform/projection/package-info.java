/** Reading the journal into tables. */
package io.bindery.platform.projection;
