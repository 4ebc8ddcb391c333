// Schedules of a deployment.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct deployment_schedule_table : stored_table
{
    static constexpr std::string_view table_name = "deployment_schedule";

    constexpr explicit deployment_schedule_table(std::string_view called = table_name) : stored_table{called} {}

    column<json_text> schedule{as, "schedule"};
    column<bool> active{as, "active"};
    column<uuid> deployment_id{as, "deployment_id"};
    column<std::optional<std::int64_t>> max_scheduled_runs{as, "max_scheduled_runs"};
    column<json_text> parameters{as, "parameters", initially("{}")};
    column<std::optional<std::string>> slug{as, "slug"};

    static constexpr std::array constraints{
        constraint{"pk_deployment_schedule", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_deployment_schedule__deployment_id__deployment", "deployment_id", "deployment",
                    on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_deployment_schedule__deployment_id", "(deployment_id)"},
        index{"ix_deployment_schedule__deployment_id__slug", "(deployment_id, slug) WHERE (slug IS NOT NULL)", true,
              "(deployment_id, slug) WHERE slug IS NOT NULL"},
        index{"ix_deployment_schedule__slug", "(slug)"},
        index{"ix_deployment_schedule__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(deployment_schedule_table, (stored_table),
                      (schedule, active, deployment_id, max_scheduled_runs, parameters, slug))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::deployment_schedule_table deployment_schedule{};

} // namespace praetor::db::tables
