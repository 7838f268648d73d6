/**
 * The template of what Bindery needs in AWS, read as CloudFormation reads it, and held against the
 * settings and the calls of the code.
 */
package io.bindery.deploy.aws;
