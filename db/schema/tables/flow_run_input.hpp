// What running flows are sent, and what keeps the answers they wait for.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct flow_run_input_table : stored_table
{
    static constexpr std::string_view table_name = "flow_run_input";

    constexpr explicit flow_run_input_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> key{as, "key"};
    column<std::string> value{as, "value", column_type::text};
    column<uuid> flow_run_id{as, "flow_run_id"};
    column<std::optional<std::string>> sender{as, "sender"};

    static constexpr std::array constraints{
        constraint{"pk_flow_run_input", "PRIMARY KEY (id)"},
        constraint{"uq_flow_run_input__flow_run_id_key", "UNIQUE (flow_run_id, key)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_flow_run_input__flow_run_id__flow_run", "flow_run_id", "flow_run", on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_flow_run_input__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(flow_run_input_table, (stored_table), (key, value, flow_run_id, sender))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::flow_run_input_table flow_run_input{};

} // namespace praetor::db::tables
