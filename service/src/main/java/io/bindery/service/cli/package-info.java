/** The command line: one class a command, and the rule how an error is told. */
package io.bindery.service.cli;
