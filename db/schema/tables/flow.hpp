// Flows by name.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct flow_table : stored_table
{
    PRAETOR_TABLE(flow)

    column<std::string> name{as, "name"};
    column<json_text> tags{as, "tags", initially("[]")};
    column<std::optional<json_text>> labels{as, "labels"};

    static constexpr std::array constraints{
        constraint{"pk_flow", "PRIMARY KEY (id)"},
        constraint{"uq_flow__name", "UNIQUE (name)"},
    };
    static constexpr std::array indexes{
        index{"ix_flow__created", "(created)"},
        index{"ix_flow__updated", "(updated)"},
        on_sqlite("ix_flow_name_case_insensitive", "(name COLLATE NOCASE)"),
        on_postgresql("trgm_ix_flow_name", "USING gin (name gin_trgm_ops)"),
    };
};
PRAETOR_DESCRIBE_TABLE(flow, (name, tags, labels))

} // namespace praetor::db::schema
