// Block schemas: the fields of a block type at a version.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct block_schema_table : stored_table
{
    PRAETOR_TABLE(block_schema)

    column<json_text> fields{as, "fields", initially("{}")};
    column<std::string> checksum{as, "checksum"};
    column<uuid> block_type_id{as, "block_type_id"};
    column<json_text> capabilities{as, "capabilities", initially("[]")};
    column<std::string> version{as, "version", initially("non-versioned")};

    static constexpr std::array constraints{
        constraint{"pk_block_schema", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_block_schema__block_type_id__block_type", "block_type_id", "block_type", on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_block_schema__block_type_id", "(block_type_id)"},
        on_postgresql("ix_block_schema__capabilities", "USING gin (capabilities)"),
        index{"ix_block_schema__created", "(created)"},
        index{"ix_block_schema__updated", "(updated)"},
        index{"uq_block_schema__checksum_version", "(checksum, version)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(block_schema, (fields, checksum, block_type_id, capabilities, version))

} // namespace praetor::db::schema
