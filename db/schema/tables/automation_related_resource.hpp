// Which resources own or are owned by an automation.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct automation_related_resource_table : stored_table
{
    static constexpr std::string_view table_name = "automation_related_resource";

    constexpr explicit automation_related_resource_table(std::string_view called = table_name) : stored_table{called} {}

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
BOOST_DESCRIBE_STRUCT(automation_related_resource_table, (stored_table),
                      (automation_id, resource_id, automation_owned_by_resource))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::automation_related_resource_table automation_related_resource{};

} // namespace praetor::db::tables
