// Reading stored events: pages, counts, tokens of the next page.
#pragma once

#include <models/events/event_filter.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// A row of table events, and an event of a reply: its JSON stays text.
struct stored_event
{
    timestamp occurred{};
    std::string event;
    json_text resource;
    json_text related;
    json_text payload;
    uuid id;
    std::optional<uuid> follows;
    timestamp received{};
};
BOOST_DESCRIBE_STRUCT(stored_event, (), (occurred, event, resource, related, payload, id, follows, received))

task<std::vector<stored_event>> read_events(db::connection& conn, event_filter wanted, page range);
task<std::int64_t> count_events(db::connection& conn, event_filter wanted);

// Where a walk through events in the order of time stands: behind this event.
struct event_position
{
    timestamp occurred{};
    uuid id;
};

// The next events behind `after` (from the start where there is none), oldest first, whatever the filter's order. Costs
// the same wherever the walk stands.
task<std::vector<stored_event>> read_events_after(db::connection& conn, event_filter wanted,
                                                  std::optional<event_position> after, std::int64_t limit);

// Those of these events that are stored, in no order.
task<std::vector<stored_event>> read_events_by_id(db::connection& conn, std::vector<uuid> ids);

// The event that the JSON of a stored one tells. error{errc::database} where it tells none.
event parse_stored_event(std::string_view text);

// A page of /events/filter and how to ask for the next one. The token is opaque to clients.
struct event_page_token
{
    event_filter filter;
    std::int64_t count = 0; // of all events, counted once for the first page
    std::int64_t page_size = 50;
    std::int64_t offset = 0;
};
BOOST_DESCRIBE_STRUCT(event_page_token, (), (filter, count, page_size, offset))

std::string to_text(event_page_token const& token);
// Nothing where the text is no token.
std::optional<event_page_token> parse_page_token(std::string_view text);

} // namespace praetor::models
