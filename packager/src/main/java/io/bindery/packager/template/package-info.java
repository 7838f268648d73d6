/** Texts with placeholders, for names, messages, metadata and files. */
package io.bindery.packager.template;
