// What a router is told of a websocket.
#pragma once

#include <server/base/role.hpp>

#include <string>
#include <string_view>

namespace praetor::http {

// A websocket as it was declared.
struct declared_socket
{
    std::string path;
    std::string_view name; // of the handler
    role needs;
};

// As route_without_role.
class [[nodiscard("a websocket says whose it is: .needs(role::…)")]] socket_without_role
{
public:
    explicit socket_without_role(declared_socket& of) : of_(of) {}

    // The least role that may open it; said once, while routes are declared.
    void needs(role least) const { of_.needs = least; }

private:
    declared_socket& of_;
};

} // namespace praetor::http
