// Who may do what: asked before each request, told of each change, and shown as a table.
#pragma once

#include <routes/scope.hpp>

#include <server/services/access/access_control.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::routes {

// 401 for a request whose credentials are not right, 403 for one whose token has a lesser role than its route needs,
// 429 for an address that was wrong too often. Fills request::caller.
std::optional<http::response> check_access(scope& rq);

// The same for the handshake of a websocket that says who it is: nothing where it is let in, else why not. Fills
// request::caller.
std::optional<std::string> check_socket_access(scope& rq, std::string_view credentials);

// What somebody without the role hears.
std::string refusal_of(principal const& who, role needed);

// Whether the caller may read the secrets of blocks.
bool may_read_secrets(scope const& rq);

// error{errc::forbidden} for a caller who may not.
[[noreturn]] void refuse_secrets(scope const& rq);

// Has the audit told of a request that was to change something, and of what became of it.
void write_audit(application& app, http::request const& rq, http::response const& answer);

// One line a route, by section.
struct declared_access
{
    std::string section;
    std::string method; // "WEBSOCKET" of one
    std::string path;
    std::string operation;
    role needs;
};

// Of every route that a server of these settings has.
std::vector<declared_access> list_access(settings::values const& config);

// As Markdown: a table a section.
std::string access_table(std::vector<declared_access> const& all);

} // namespace praetor::routes
