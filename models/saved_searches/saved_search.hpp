// Searches that users of the dashboard saved by name.
#pragma once

#include <models/stored_row.hpp>
#include <models/with_events.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table saved_search.
struct saved_search : stored_row
{
    std::string name; // unique
    json_text filters;
};
BOOST_DESCRIBE_STRUCT(saved_search, (stored_row), (name, filters))

// What the dashboard understands; the server only keeps it.
struct saved_search_filter
{
    std::string object;
    std::string property;
    std::string type;
    std::string operation;
    json_text value;
};
BOOST_DESCRIBE_STRUCT(saved_search_filter, (), (object, property, type, operation, value))

struct saved_search_create
{
    static constexpr bool refuses_unknown = true;
    std::string name;
    defaulted<std::vector<saved_search_filter>> filters;
};
BOOST_DESCRIBE_STRUCT(saved_search_create, (), (name, filters))

struct made_saved_search
{
    saved_search row;
    bool is_new = false;
};

// Stores a search, or puts these filters in the place of those that its name has.
task<made_saved_search> create_saved_search(db::connection& conn, saved_search_create wanted);

// Nothing where there is none.
task<std::optional<saved_search>> read_saved_search(db::connection& conn, uuid id);

// By name.
task<std::vector<saved_search>> read_saved_searches(db::connection& conn, page range);

// False where there is no such search.
task<bool> delete_saved_search(db::connection& conn, uuid id);

} // namespace praetor::models
