// Which resources own or are owned by an automation.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct automation_related_resource_table : stored_table
{
    PRAETOR_TABLE(automation_related_resource)

    column<uuid> automation_id{as, "automation_id"};
    column<std::optional<std::string>> resource_id{as, "resource_id"};
    column<bool> automation_owned_by_resource{as, "automation_owned_by_resource", initially("0")};

    static constexpr std::array constraints{
        constraint{"pk_automation_related_resource", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_automation_related_resource__automation_id__automation", "automation_id", "automation",
                    on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_automation_related_resource__resource_id", "(resource_id)"},
        index{"ix_automation_related_resource__updated", "(updated)"},
        index{"uq_automation_related_resource__automation_id__resource_id", "(automation_id, resource_id)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(automation_related_resource, (automation_id, resource_id, automation_owned_by_resource))

} // namespace praetor::db::schema
