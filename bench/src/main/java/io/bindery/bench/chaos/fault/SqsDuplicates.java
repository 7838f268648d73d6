package io.bindery.bench.chaos.fault;

/** Each notice comes twice, as SQS may do it. */
final class SqsDuplicates implements Fault {
  private final Notices notices;

  SqsDuplicates(Notices notices) {
    this.notices = notices;
  }

  @Override
  public String start() {
    notices.sendTwice(true);
    return "every notice";
  }

  @Override
  public void heal() {
    notices.sendTwice(false);
  }
}
