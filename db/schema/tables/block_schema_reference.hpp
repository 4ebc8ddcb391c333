// Which block schema contains which.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct block_schema_reference_table : stored_table
{
    PRAETOR_TABLE(block_schema_reference)

    column<std::string> name{as, "name"};
    column<uuid> parent_block_schema_id{as, "parent_block_schema_id"};
    column<uuid> reference_block_schema_id{as, "reference_block_schema_id"};

    static constexpr std::array constraints{
        constraint{"pk_block_schema_reference", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_block_schema_reference__parent_block_schema_id__block_schema", "parent_block_schema_id",
                    "block_schema", on_delete::cascade},
        foreign_key{"fk_block_schema_reference__reference_block_schema_id__block_schema", "reference_block_schema_id",
                    "block_schema", on_delete::cascade, "fk_block_schema_reference__reference_block_schema_id__b_6e5d"},
    };
    static constexpr std::array indexes{
        index{"ix_block_schema_reference__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(block_schema_reference, (name, parent_block_schema_id, reference_block_schema_id))

} // namespace praetor::db::schema
