package io.bindery.protocol.description;

/** What becomes a package. Its text is short and for people. */
public sealed interface PackageSource permits SourceFolder, EntryList, RegistryRevision {}
