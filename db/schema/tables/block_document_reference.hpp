// Which block document contains which.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct block_document_reference_table : stored_table
{
    PRAETOR_TABLE(block_document_reference)

    column<std::string> name{as, "name"};
    column<uuid> parent_block_document_id{as, "parent_block_document_id"};
    column<uuid> reference_block_document_id{as, "reference_block_document_id"};

    static constexpr std::array constraints{
        constraint{"ck_block_document_reference__ck_block_document_reference__no_self_reference",
                   "CHECK (parent_block_document_id != reference_block_document_id)",
                   "ck_block_document_reference__ck_block_document_referenc_824f"},
        constraint{"pk_block_document_reference", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_block_document_reference__parent_block_document_id__block_document", "parent_block_document_id",
                    "block_document", on_delete::cascade,
                    "fk_block_document_reference__parent_block_document_id___328f"},
        foreign_key{"fk_block_document_reference__reference_block_document_id__block_document",
                    "reference_block_document_id", "block_document", on_delete::cascade,
                    "fk_block_document_reference__reference_block_document_i_5759"},
    };
    static constexpr std::array indexes{
        index{"ix_block_document_reference__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(block_document_reference, (name, parent_block_document_id, reference_block_document_id))

} // namespace praetor::db::schema
