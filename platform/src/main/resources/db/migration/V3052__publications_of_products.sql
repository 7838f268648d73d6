-- The publications of a product, newest first.
CREATE INDEX publication_product_idx ON publication (product_id, received_at, publication_id)
  WHERE product_id IS NOT NULL;

-- Those that carry the assets of a list, which are looked into for an object.
CREATE INDEX publication_carrying_idx ON publication (received_at, publication_id)
  WHERE package_hash IS NULL AND assets IS NOT NULL
    AND state IN ('queued', 'importing', 'finalizing', 'publishing', 'held', 'published');
