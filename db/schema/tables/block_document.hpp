// Block documents: named values of a block schema, encrypted where they are secret.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct block_document_table : stored_table
{
    PRAETOR_TABLE(block_document)

    column<std::string> name{as, "name"};
    column<json_text> data{as, "data", initially("{}")};
    column<uuid> block_schema_id{as, "block_schema_id"};
    column<uuid> block_type_id{as, "block_type_id"};
    column<bool> is_anonymous{as, "is_anonymous", initially("0")};
    column<std::optional<std::string>> block_type_name{as, "block_type_name"};

    static constexpr std::array constraints{
        constraint{"pk_block_document", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_block__block_schema_id__block_schema", "block_schema_id", "block_schema", on_delete::cascade},
        foreign_key{"fk_block_document__block_type_id__block_type", "block_type_id", "block_type", on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_block_document__block_type_name__name", "(block_type_name, name)"},
        index{"ix_block_document__is_anonymous", "(is_anonymous)"},
        index{"ix_block_document__name", "(name)"},
        index{"ix_block_document__updated", "(updated)"},
        on_sqlite("ix_block_document_name_case_insensitive", "(name COLLATE NOCASE)"),
        on_postgresql("trgm_ix_block_document_name", "USING gin (name gin_trgm_ops)"),
        index{"uq_block__type_id_name", "(block_type_id, name)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(block_document, (name, data, block_schema_id, block_type_id, is_anonymous, block_type_name))

} // namespace praetor::db::schema
