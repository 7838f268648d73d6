package io.bindery.platform.settings;

import java.util.regex.Pattern;

/** How names of other systems are written: what cannot be one is told at the start. */
public enum Grammar {
  /** Also as old ones are called, or those of other stores. */
  BUCKET(
      "[A-Za-z0-9][A-Za-z0-9._-]{0,254}",
      "the name of a bucket, such as lab-data: letters, digits, dots, - and _"),
  REGION("[a-z0-9-]{1,40}", "a region of AWS, such as eu-central-1"),
  BUS("[A-Za-z0-9._/:#-]{1,1600}", "the name or ARN of an event bus, such as default"),
  LABEL(
      "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?",
      "the value of a label of Kubernetes, such as bindery: 1 to 63 letters, digits, dots, - and _"),
  VERSION(
      "[0-9]{1,9}([.+-][0-9A-Za-z]{1,40}){0,8}",
      "a version, such as 1.4.0: numbers with dots, and words after - or +"),
  HOST("[A-Za-z0-9._:%\\[\\]-]{1,255}", "the name or address of a host, such as 127.0.0.1"),
  PRODUCT(
      "\\*|[A-Za-z0-9][A-Za-z0-9._-]{0,254}",
      "the id of a product, such as prod-4xample, or * for all");

  private final Pattern pattern;
  private final String allowed;

  Grammar(String pattern, String allowed) {
    this.pattern = Pattern.compile(pattern);
    this.allowed = allowed;
  }

  boolean fits(String text) {
    return pattern.matcher(text).matches();
  }

  String allowed() {
    return allowed;
  }
}
