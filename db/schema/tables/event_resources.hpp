// The resources of an event, one row each.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct event_resources_table
{
    static constexpr std::string_view table_name = "event_resources";

    std::string_view as = table_name;

    column<timestamp> occurred{as, "occurred"};
    column<std::string> resource_id{as, "resource_id", column_type::text};
    column<std::string> resource_role{as, "resource_role", column_type::text};
    column<json_text> resource{as, "resource", column_type::json};
    column<uuid> event_id{as, "event_id"};
    column<uuid> id{as, "id", random_uuid()};
    column<timestamp> created{as, "created", now()};
    column<timestamp> updated{as, "updated", now()};

    static constexpr std::array constraints{
        constraint{"pk_event_resources", "PRIMARY KEY (id)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_event_resources__event_id", "(event_id)"},
        index{"ix_event_resources__occurred", "(occurred)"},
        index{"ix_event_resources__resource_id__occurred", "(resource_id, occurred)"},
        index{"ix_event_resources__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(event_resources_table, (),
                      (occurred, resource_id, resource_role, resource, event_id, id, created, updated))

namespace table_objects {
inline constexpr event_resources_table event_resources{};
}

} // namespace praetor::db::schema
