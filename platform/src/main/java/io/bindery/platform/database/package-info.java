/**
 * The Postgres database: where it is, the migrations that make its tables, and statements on them.
 * What others call a repository is here a class that ends in Rows, Lists or Table, in the package
 * of its feature.
 */
package io.bindery.platform.database;
