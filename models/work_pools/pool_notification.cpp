#include <models/work_pools/pool_notification.hpp>

#include <models/csrf_token.hpp>

#include <server/base/text/split.hpp>

#include <db/notifications.hpp>

#include <string>

namespace praetor::models {
namespace {

constexpr std::string_view updated = "updated";
constexpr std::string_view deleted = "deleted";

} // namespace

void enqueue_pool_notification(db::connection& conn, uuid work_pool, bool is_deleted)
{
    std::string text{work_pool_topic};
    text += to_string(conn.server()) + ' ' + to_string(work_pool) + ' ';
    text += is_deleted ? deleted : updated;
    db::enqueue_notification(conn, changed_channel, text);
}

std::optional<pool_notification> parse_pool_notification(std::string_view payload)
{
    if (!payload.starts_with(work_pool_topic))
        return std::nullopt;
    payload.remove_prefix(work_pool_topic.size());
    auto const server = uuid::parse(next_item(payload, ' '));
    auto const work_pool = uuid::parse(next_item(payload, ' '));
    if (!server || !work_pool || (payload != updated && payload != deleted))
        return std::nullopt;
    return pool_notification{*server, *work_pool, payload == deleted};
}

} // namespace praetor::models
