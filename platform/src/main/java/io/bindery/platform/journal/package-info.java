/** The journal's plugins: what many entities ask of it at one time goes into one statement. */
package io.bindery.platform.journal;
