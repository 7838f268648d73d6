/** YAML as PyYAML reads it, which is what Quilt and its users read it with. */
package io.bindery.quilt.yaml;
