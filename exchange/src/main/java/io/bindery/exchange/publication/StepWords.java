package io.bindery.exchange.publication;

/** What is being done, as the beginning of a sentence about its failure. */
record StepWords(Publishing state) implements Step.Cases<String> {
  private String looking() {
    return "Looking at the data set " + state.plan().map(Planned::dataSetId).orElse("");
  }

  private String ofRevision(String what, long revision) {
    return "%s revision %d of %d"
        .formatted(what, revision + 1, state.plan().map(Planned::revisions).orElse(0L));
  }

  private String adding() {
    return "Adding revisions to the product " + state.plan().flatMap(Planned::productId).orElse("");
  }

  @Override
  public String on(Step.Prepare step) {
    return "Preparing the publication";
  }

  @Override
  public String on(Step.AskTurn step) {
    return looking();
  }

  @Override
  public String on(Step.ReadRevision step) {
    return looking();
  }

  @Override
  public String on(Step.CreateRevision step) {
    return ofRevision("Creating", step.revision());
  }

  @Override
  public String on(Step.FindRevision step) {
    return looking();
  }

  @Override
  public String on(Step.CreateJob step) {
    return ofRevision("Creating a job of", step.place().revision());
  }

  @Override
  public String on(Step.FindJobs step) {
    return looking();
  }

  @Override
  public String on(Step.TakeSlots step) {
    return looking();
  }

  @Override
  public String on(Step.StartJob step) {
    return ofRevision("Starting a job of", step.place().revision());
  }

  @Override
  public String on(Step.LookAtJobs step) {
    return looking();
  }

  @Override
  public String on(Step.LookAtJob step) {
    return looking();
  }

  @Override
  public String on(Step.CancelJob step) {
    return looking();
  }

  @Override
  public String on(Step.CutAgain step) {
    return looking();
  }

  @Override
  public String on(Step.Count step) {
    return looking();
  }

  @Override
  public String on(Step.Compare step) {
    return looking();
  }

  @Override
  public String on(Step.Finalize step) {
    return ofRevision("Finalizing", step.revision());
  }

  @Override
  public String on(Step.StartChangeSet step) {
    return adding();
  }

  @Override
  public String on(Step.LookAtChangeSet step) {
    return adding();
  }

  @Override
  public String on(Step.TellSubscribers step) {
    return "Telling subscribers";
  }

  @Override
  public String on(Step.Revoke step) {
    return ofRevision("Revoking", step.revision());
  }

  @Override
  public String on(Step.Remove step) {
    return ofRevision("Removing", step.revision());
  }
}
