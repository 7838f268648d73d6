package io.bindery.packager.lineage;

/** The transitions of a run that OpenLineage knows, and that jobs have. */
enum RunState {
  START,
  COMPLETE,
  FAIL,
  ABORT
}
