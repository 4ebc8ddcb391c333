// How much an event holds, for queues that are bounded by bytes.
#pragma once

#include <models/events/event.hpp>

#include <cstddef>

namespace praetor::models {

// The bytes of memory that an event takes, about: its texts, and what each label and resource costs beside them.
std::size_t approximate_size(event const& one) noexcept;

} // namespace praetor::models
