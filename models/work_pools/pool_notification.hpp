// What servers on one database tell each other of work pools, for the workers that are connected to them.
#pragma once

#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string_view>

namespace praetor::models {

// Told on changed_channel (csrf_token.hpp): this, then the rest.
inline constexpr std::string_view work_pool_topic = "work_pool ";

struct pool_notification
{
    uuid server; // who made the change
    uuid work_pool;
    bool is_deleted = false;
};

// With the commit, that this pool is not any more what its workers know of it.
void enqueue_pool_notification(db::connection& conn, uuid work_pool, bool is_deleted);

// Nothing where the payload tells of something else.
std::optional<pool_notification> parse_pool_notification(std::string_view payload);

} // namespace praetor::models
