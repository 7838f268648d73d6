/** Who may use the API: roles, tokens, the tokens of an issuer, and sessions of browsers. */
package io.bindery.service.access;
