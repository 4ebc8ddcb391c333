#include <db/notifications.hpp>

namespace praetor::db {
namespace {

constexpr std::size_t max_payload = 7'999; // PostgreSQL manual, NOTIFY

} // namespace

void enqueue_notification(connection& conn, std::string_view channel, std::string_view payload)
{
    switch (conn.kind()) {
    case dialect::postgresql:
        if (payload.size() <= max_payload)
            conn.enqueue(sql{"SELECT pg_notify($1, $2)", channel, payload});
        return;
    case dialect::sqlite:
        return; // one process
    }
}

} // namespace praetor::db
