/**
 * JSON as Quilt manifests need it: Python's reading rules and its two written forms, byte for byte.
 *
 * <p>General JSON libraries lose what the top hash depends on (an integer against a float, big
 * integers, the order of keys, the text of a double), so values are read and written here.
 */
package io.bindery.quilt.json;
