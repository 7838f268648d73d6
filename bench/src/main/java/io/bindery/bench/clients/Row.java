package io.bindery.bench.clients;

/**
 * One line of the table.
 *
 * @param key its name in the file of figures
 * @param peer the same of Alpakka or aws-crt
 * @param ratio above 1 where what Bindery has is better; the median of the rounds' own ratios
 */
record Row(String key, String what, String unit, double bindery, double peer, double ratio) {
  /** Of what was seen once, and is better the less it is. */
  static Row lessIsBetter(String key, String what, String unit, double bindery, double peer) {
    return new Row(key, what, unit, bindery, peer, peer / bindery);
  }
}
