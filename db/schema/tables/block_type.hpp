// Block types.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct block_type_table : stored_table
{
    PRAETOR_TABLE(block_type)

    column<std::string> name{as, "name"};
    column<std::optional<std::string>> logo_url{as, "logo_url"};
    column<std::optional<std::string>> documentation_url{as, "documentation_url"};
    column<std::optional<std::string>> description{as, "description"};
    column<std::optional<std::string>> code_example{as, "code_example"};
    column<bool> is_protected{as, "is_protected", initially("0")};
    column<std::string> slug{as, "slug"};

    static constexpr std::array constraints{
        constraint{"pk_block_type", "PRIMARY KEY (id)"},
    };
    static constexpr std::array indexes{
        index{"ix_block_type__updated", "(updated)"},
        on_sqlite("ix_block_type_name_case_insensitive", "(name)"),
        on_postgresql("trgm_ix_block_type_name", "USING gin (name gin_trgm_ops)"),
        index{"uq_block_type__slug", "(slug)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(block_type, (name, logo_url, documentation_url, description, code_example, is_protected, slug))

} // namespace praetor::db::schema
