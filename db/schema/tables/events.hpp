// Events.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct events_table
{
    static constexpr std::string_view table_name = "events";

    std::string_view as = table_name;

    column<timestamp> occurred{as, "occurred"};
    column<std::string> event{as, "event", column_type::text};
    column<std::string> resource_id{as, "resource_id", column_type::text};
    column<json_text> resource{as, "resource"};
    column<json_text> related_resource_ids{as, "related_resource_ids", initially("[]")};
    column<json_text> related{as, "related", initially("[]")};
    column<json_text> payload{as, "payload"};
    column<timestamp> received{as, "received"};
    column<timestamp> recorded{as, "recorded"};
    column<std::optional<uuid>> follows{as, "follows"};
    column<uuid> id{as, "id", random_uuid()};
    column<timestamp> created{as, "created", now()};
    column<timestamp> updated{as, "updated", now()};

    static constexpr std::array constraints{
        constraint{"pk_events", "PRIMARY KEY (id)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_events__event__id", "(event, id)"},
        on_postgresql("ix_events__event_occurred", "(event, occurred)"),
        index{"ix_events__event_occurred_id", "(event, occurred, id)"},
        on_sqlite("ix_events__event_related_occurred", "(event, related, occurred)"),
        index{"ix_events__event_resource_id_occurred", "(event, resource_id, occurred)"},
        index{"ix_events__occurred", "(occurred)"},
        index{"ix_events__occurred_id", "(occurred, id)"},
        on_postgresql("ix_events__related_gin", "USING gin (related)"),
        on_sqlite("ix_events__related_resource_ids", "(related_resource_ids)"),
        on_postgresql("ix_events__related_resource_ids_gin", "USING gin (related_resource_ids)"),
        index{"ix_events__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(events_table, (),
                      (occurred, event, resource_id, resource, related_resource_ids, related, payload, received,
                       recorded, follows, id, created, updated))

namespace table_objects {
inline constexpr events_table events{};
}

} // namespace praetor::db::schema
