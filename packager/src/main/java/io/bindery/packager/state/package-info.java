/** The states of a job, which the journal, the tables, the API and the command line share. */
package io.bindery.packager.state;
