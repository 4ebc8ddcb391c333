// What a server serves: anything that answers requests and takes websockets.
#pragma once

#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <server/base/task.hpp>

namespace praetor::http {

class websocket;

class handler
{
public:
    // Never throws: what goes wrong is a response.
    virtual task<response> handle(request& rq) = 0;

    // Whether a websocket lives at this path; then handle_websocket() gets the request.
    virtual bool has_websocket(request& rq) = 0;
    virtual task<void> handle_websocket(request& rq, websocket& socket) = 0;

protected:
    ~handler() = default;
};

} // namespace praetor::http
