package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Catalog;
import io.bindery.exchange.aws.DataExchange;
import io.bindery.exchange.plan.Quotas;
import io.bindery.exchange.prepare.PlanRows;
import io.bindery.exchange.prepare.Preparer;
import io.bindery.exchange.slots.Slots;
import io.bindery.exchange.slots.Turns;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * What publications work with.
 *
 * @param quotas by which plans are cut
 * @param waits is told what is waited for
 */
public record PublicationParts(
    DataExchange exchange,
    Catalog catalog,
    S3AsyncClient s3,
    Preparer preparer,
    PlanRows plans,
    Quotas quotas,
    Slots slots,
    Turns turns,
    Waits waits,
    PublicationSettings settings) {}
