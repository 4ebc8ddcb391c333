#include <routes/scope.hpp>

#include <server/base/error.hpp>
#include <server/services/slot_settings.hpp>
#include <server/services/stored_events.hpp>

#include <algorithm>
#include <array>
#include <memory>

namespace praetor::routes {
namespace {

// What is asked with POST and changes nothing, by the end of its path.
constexpr std::array<std::string_view, 6> asking{"/filter", "/count", "/history", "/lateness", "/paginate", "/counts"};

// A websocket follows what is written from now on: it needs the writer.
bool may_use_replica(http::request const& rq)
{
    if (rq.verb == http::method::get || rq.verb == http::method::head)
        return rq.header("upgrade").empty();
    return rq.verb == http::method::post && std::ranges::any_of(asking, [&](std::string_view end) {
               return rq.path.ends_with(end) || (rq.path.ends_with('/') && rq.path.ends_with(std::string{end} + "/"));
           });
}

// Behind a proxy everybody has the proxy's address. A client may claim any other: it only loses its own last writes.
std::string client_of(http::request const& rq)
{
    auto const forwarded = rq.header("x-forwarded-for");
    return forwarded.empty() ? rq.peer : std::string{forwarded};
}

db::request_origin origin_of(http::request const& rq, bool has_replicas)
{
    bool const is_socket = !rq.header("upgrade").empty();
    if (!has_replicas)
        return {rq.id, {}, false, !is_socket, rq.span};
    return {rq.id, client_of(rq), may_use_replica(rq), !is_socket, rq.span};
}

} // namespace

scope::scope(application& app, http::request& rq)
    : app_(app), rq_(rq), store_(app.store, app.replicas, origin_of(rq, app.replicas != nullptr))
{}

http::kept_result scope::take_kept()
{
    constexpr std::size_t least_kept = std::size_t{256} << 10;
    auto const bytes = store_.result_bytes();
    if (bytes < least_kept) // and goes with the scope
        return {};
    return {std::make_shared<db::result_share>(store_.take_results()), bytes};
}

std::int64_t scope::limit(std::optional<std::int64_t> wanted) const
{
    auto const max_value = config().server.api.default_limit;
    auto const chosen = wanted.value_or(max_value);
    if (chosen < 0)
        throw error{errc::unprocessable, "Invalid limit: must be greater than or equal to 0."};
    if (chosen > max_value)
        throw error{errc::unprocessable,
                    "Invalid limit: must be less than or equal to " + std::to_string(max_value) + "."};
    return chosen;
}

models::max_waits scope::max_slot_waits() const
{
    return services::max_slot_waits(config().server);
}

void scope::publish(std::vector<models::event> events) const
{
    services::publish_stored(app_.bus, std::move(events));
}

void refuse_unknown(std::string const& text)
{
    throw error{errc::not_found, text};
}

} // namespace praetor::routes
