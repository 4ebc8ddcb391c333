// What a server serves: anything that answers requests and takes websockets.
#pragma once

#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <server/base/task.hpp>

namespace praetor::http {

class websocket;

// Called on the io_context's thread, for any number of requests at a time. Must outlive the server it was given to.
class handler
{
public:
    // Answers one request; `rq` outlives the task. Never throws: what goes wrong is a response. Cancelled when the
    // client has gone; then nobody reads the answer.
    virtual task<response> handle(request& rq) = 0;

    // Serves a websocket whose handshake was asked for and not yet answered, to its end; both outlive the task. What it
    // throws closes the socket with 1011. Refuses every socket unless it is overridden.
    virtual task<void> handle_websocket(request& rq, websocket& socket);

protected:
    ~handler() = default;
};

} // namespace praetor::http
