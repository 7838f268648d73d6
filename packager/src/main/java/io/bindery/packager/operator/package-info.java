/** What people order of jobs: cancel, retry, dismiss; one at a time or many. */
package io.bindery.packager.operator;
