// Flows by name.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct flow_table : stored_table
{
    static constexpr std::string_view table_name = "flow";

    constexpr explicit flow_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> name{as, "name"};
    column<json_text> tags{as, "tags", initially("[]")};
    column<std::optional<json_text>> labels{as, "labels"};

    static constexpr std::array constraints{
        constraint{"pk_flow", "PRIMARY KEY (id)"},
        constraint{"uq_flow__name", "UNIQUE (name)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_flow__created", "(created)"},
        index{"ix_flow__updated", "(updated)"},
        on_sqlite("ix_flow_name_case_insensitive", "(name COLLATE NOCASE)"),
        on_postgresql("trgm_ix_flow_name", "USING gin (name gin_trgm_ops)"),
    };
};
BOOST_DESCRIBE_STRUCT(flow_table, (stored_table), (name, tags, labels))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::flow_table flow{};

} // namespace praetor::db::tables
