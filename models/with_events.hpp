// What statements of every noun take and give: a page of rows, and a write with the events it caused.
#pragma once

#include <models/events/event.hpp>

#include <cstdint>
#include <vector>

namespace praetor::models {

// A page of rows in some order; both are at least 0.
struct page
{
    std::int64_t limit = 200;
    std::int64_t offset = 0;
};

// A page, and how many rows there are on all of them.
template <class T>
struct counted_page
{
    std::vector<T> rows;
    std::int64_t count = 0;
};

// What a write made, and the events stored in the same transaction: the caller puts them on the bus after the commit.
template <class T>
struct with_events
{
    T value;
    std::vector<event> events;
};

} // namespace praetor::models
