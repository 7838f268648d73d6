package io.bindery.packager.template;

import java.util.Optional;

/**
 * A place in a template.
 *
 * @param word what it stands for
 * @param argument number, name or format; empty if there is none
 * @param fallback what it stands for if there is no value
 * @param text as it is written
 */
record Placeholder(Word word, String argument, Optional<String> fallback, String text) {}
