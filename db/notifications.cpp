#include <db/notifications.hpp>

#include <db/dialects/postgresql/listener.hpp>
#include <db/options.hpp>

namespace praetor::db {
namespace {

constexpr std::size_t max_payload = 7'999; // PostgreSQL manual, NOTIFY

} // namespace

std::unique_ptr<notifications> listen(boost::asio::any_io_executor executor, options const& how,
                                      std::vector<std::string> channels)
{
    if (how.dialect != dialect::postgresql)
        return nullptr;
    return std::make_unique<postgresql::listener>(std::move(executor), how, std::move(channels));
}

void enqueue_notification(connection& conn, std::string_view channel, std::string_view payload)
{
    if (conn.kind() == dialect::postgresql && payload.size() <= max_payload)
        conn.enqueue(sql{"SELECT pg_notify($1, $2)", channel, payload});
}

} // namespace praetor::db
