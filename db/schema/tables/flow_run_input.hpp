// What running flows are sent, and what keeps the answers they wait for.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct flow_run_input_table : stored_table
{
    PRAETOR_TABLE(flow_run_input)

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
PRAETOR_DESCRIBE_TABLE(flow_run_input, (key, value, flow_run_id, sender))

} // namespace praetor::db::schema
