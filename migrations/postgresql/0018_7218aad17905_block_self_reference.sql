-- A block document does not refer to itself.
-- after: 09a9e091e578
-- up
DELETE FROM block_document_reference WHERE parent_block_document_id = reference_block_document_id;
ALTER TABLE block_document_reference ADD CONSTRAINT ck_block_document_reference__ck_block_document_referenc_824f
    CHECK (parent_block_document_id != reference_block_document_id);

-- down
ALTER TABLE block_document_reference
    DROP CONSTRAINT ck_block_document_reference__ck_block_document_referenc_824f;
