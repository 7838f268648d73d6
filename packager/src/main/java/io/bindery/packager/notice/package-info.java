/** What is told to people and programs of the end of jobs. */
package io.bindery.packager.notice;
