// Schedules of a deployment.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct deployment_schedule_table : stored_table
{
    PRAETOR_TABLE(deployment_schedule)

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
PRAETOR_DESCRIBE_TABLE(deployment_schedule, (schedule, active, deployment_id, max_scheduled_runs, parameters, slug))

} // namespace praetor::db::schema
