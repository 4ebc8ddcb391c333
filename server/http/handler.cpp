#include <server/http/handler.hpp>
#include <server/http/websockets/websocket.hpp>

namespace praetor::http {

task<void> handler::handle_websocket(request&, websocket& socket)
{
    return socket.refuse();
}

} // namespace praetor::http
