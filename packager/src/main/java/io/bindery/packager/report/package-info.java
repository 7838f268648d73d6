/**
 * What is told to people and programs of the end of jobs. The settings and the API say notices; in
 * the code a notice is S3's, and this is a report.
 */
package io.bindery.packager.report;
