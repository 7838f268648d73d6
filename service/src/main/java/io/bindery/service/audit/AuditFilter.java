package io.bindery.service.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which records are listed.
 *
 * @param actor whose
 * @param path how the path begins
 * @param kind of which kind; outcomes stand with their orders
 * @param request of which request
 * @param since not before
 * @param until before
 */
public record AuditFilter(
    Optional<String> actor,
    Optional<String> path,
    Optional<Kind> kind,
    Optional<String> request,
    Optional<Instant> since,
    Optional<Instant> until) {}
