-- The reports of the pairs of a batch.
CREATE OR REPLACE TEMP TABLE batch_records AS
FROM compared WHERE unique_id IN (SELECT join_key_l FROM batch UNION ALL SELECT join_key_r FROM batch)
