// Which block document contains which.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct block_document_reference_table : stored_table
{
    static constexpr std::string_view table_name = "block_document_reference";

    constexpr explicit block_document_reference_table(std::string_view called = table_name) : stored_table{called} {}

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
BOOST_DESCRIBE_STRUCT(block_document_reference_table, (stored_table),
                      (name, parent_block_document_id, reference_block_document_id))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::block_document_reference_table block_document_reference{};

} // namespace praetor::db::tables
