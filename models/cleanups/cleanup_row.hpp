// What the statements about cleanups have in common.
#pragma once

#include <server/base/uuid.hpp>

#include <db/connection.hpp>

namespace praetor::models {

// Tells every server, with the commit, that a cleanup of this work pool waits.
void enqueue_cleanup_news(db::connection& conn, uuid work_pool);

} // namespace praetor::models
