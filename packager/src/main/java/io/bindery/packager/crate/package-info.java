/** RO-Crates: descriptions of research data that workflow engines write beside it. */
package io.bindery.packager.crate;
