#include <routes/access.hpp>

#include <routes/routes.hpp>

#include <server/base/error.hpp>
#include <server/base/text/base64.hpp>
#include <server/services/access/audit_trail.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace praetor::routes {
namespace {

using services::admission;

// What stands behind "Basic " or "Bearer ", without the blanks before it; nothing where it is of another scheme.
std::optional<std::string_view> behind(std::string_view header, std::string_view scheme)
{
    if (!header.starts_with(scheme))
        return std::nullopt;
    header.remove_prefix(std::min(header.find_first_not_of(' ', scheme.size()), header.size()));
    return header;
}

admission judge(scope const& rq)
{
    auto const header = rq.request().header("authorization");
    if (auto const token = behind(header, "Bearer "))
        return rq.access().admit_token(rq.request().peer, *token);
    if (auto const packed = behind(header, "Basic "))
        if (auto const text = base64_decoded(*packed))
            return rq.access().admit(rq.request().peer, *text);
    return {};
}

http::response slowed_down(std::chrono::seconds wait)
{
    auto made = http::refusal(429, "Too many failed logins from this address: try again later.");
    made.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return made;
}

// As a line of a table can show it, and every database store it.
std::string plain_text(std::string_view text)
{
    constexpr std::size_t max_length = 500;
    std::string made{text.substr(0, max_length)};
    std::ranges::replace_if(made, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
    while (text.size() > max_length && !made.empty() && (static_cast<unsigned char>(made.back()) & 0xC0U) == 0x80U)
        made.pop_back();
    if (text.size() > max_length && !made.empty() && static_cast<unsigned char>(made.back()) >= 0xC0U)
        made.pop_back();
    return made;
}

} // namespace

std::string refusal_of(principal const& who, role needed)
{
    return fmt::format("The token \"{}\" has the role {}; this needs the role {}.", who.name, to_text(who.may),
                       to_text(needed));
}

std::optional<http::response> check_access(scope& rq)
{
    auto& asked = rq.request();
    if (asked.needs == role::anyone || rq.access().is_open())
        return std::nullopt;
    auto found = judge(rq);
    if (found.came == admission::verdict::slowed)
        return slowed_down(found.wait);
    if (found.came != admission::verdict::let_in)
        return http::exception_message(401, "Unauthorized");
    asked.caller = std::move(found.who);
    if (asked.caller != nullptr && !covers(asked.caller->may, asked.needs))
        return http::refusal(403, refusal_of(*asked.caller, asked.needs));
    return std::nullopt;
}

std::optional<std::string> check_socket_access(scope& rq, std::string_view credentials)
{
    auto& asked = rq.request();
    if (rq.access().is_open())
        return std::nullopt;
    if (credentials.empty())
        return "Auth required but no token provided";
    auto found = rq.access().admit(asked.peer, credentials);
    if (found.came == admission::verdict::slowed)
        return "Too many failed logins from this address";
    if (found.came != admission::verdict::let_in)
        return "Invalid token";
    asked.caller = std::move(found.who);
    if (asked.caller != nullptr && !covers(asked.caller->may, asked.needs)) // 123 bytes at most (RFC 6455, 5.5)
        return fmt::format("The token has the role {}; this needs the role {}", to_text(asked.caller->may),
                           to_text(asked.needs));
    return std::nullopt;
}

bool may_read_secrets(scope const& rq)
{
    auto const& who = rq.request().caller;
    return who == nullptr || reads_secrets(who->may);
}

void refuse_secrets(scope const& rq)
{
    auto const& who = *rq.request().caller;
    throw error{errc::forbidden,
                fmt::format("The token \"{}\" has the role {}, which does not read the secrets of blocks: the roles "
                            "runner and admin do.",
                            who.name, to_text(who.may))};
}

void write_audit(application& app, http::request const& rq, http::response const& answer)
{
    if (rq.caller == nullptr || !rq.route->is_audited_for(rq.caller->may))
        return;
    app.audit.add({uuid::ordered(), now(), rq.caller->name, std::string{to_text(rq.caller->may)}, rq.route->name(),
                   std::string{to_text(rq.verb)}, plain_text(rq.path), rq.peer, answer.status});
}

std::vector<declared_access> list_access(settings::values const& config)
{
    router all{[](http::request&) -> scope { throw error{errc::internal, "nobody is served"}; }, {}};
    add_api(all, config);
    std::vector<declared_access> made;
    for (auto const& one : all.operations())
        made.push_back({std::string{one.section()}, std::string{to_text(one.verb())}, one.documented_path(), one.name(),
                        one.least_role()});
    for (auto const& one : all.sockets())
        made.push_back({"Websockets", "WEBSOCKET", one.path, std::string{one.name}, one.needs});
    std::ranges::sort(made, {}, [](declared_access const& one) { return std::tie(one.section, one.path, one.method); });
    return made;
}

std::string access_table(std::vector<declared_access> const& all)
{
    std::string made;
    std::string_view section = "none";
    for (auto const& one : all) {
        if (one.section != section) {
            section = one.section;
            made += fmt::format("{}### {}\n\n| Operation | Role |\n|---|---|\n", made.empty() ? "" : "\n",
                                section.empty() ? "Others" : section);
        }
        made += fmt::format("| `{} {}` | {} |\n", one.method, one.path, to_text(one.needs));
    }
    return made;
}

} // namespace praetor::routes
