// One websocket (RFC 6455), after its request and before or after its handshake. Text messages only.
#pragma once

#include <server/base/signal.hpp>
#include <server/http/response.hpp>

#include <server/base/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

// One coroutine may read while another writes; no two may read, and no two write, at once. Pings go out by themselves
// when the peer is silent, and a peer that answers none of them is dropped. Used on the io_context's thread; a call
// that is cancelled drops the connection. What is suspended in a call must end before the websocket does.
class websocket
{
public:
    class stream; // Beast's, in websocket_stream.hpp

    explicit websocket(std::unique_ptr<stream> held);
    ~websocket();
    websocket(websocket const&) = delete;
    websocket& operator=(websocket const&) = delete;

    // The sub-protocols that the client offers, in its order.
    std::vector<std::string> offered() const;

    // Answers the handshake, with one of the offered sub-protocols or none. False where the peer is gone.
    task<bool> accept(std::string subprotocol = {});

    // Answers the handshake with a response instead, and ends the connection; without one with an empty 403, as the
    // reference does for a socket closed before it was accepted.
    task<void> refuse();
    task<void> refuse(response answer);

    // The next message; nothing once the peer has closed, sent more than server_options::max_message bytes or than can
    // be held now (max_asked), or the connection is lost.
    task<std::optional<std::string>> read();

    // The same, but a message of more than `max_bytes` bytes is read to its end, however large, and only its size kept:
    // text is empty then.
    struct sized_message
    {
        std::string text;
        std::uint64_t size = 0;
    };
    task<std::optional<sized_message>> read_up_to(std::size_t max_bytes);

    // Pings of the peer are no longer answered at once. `came` is called with the payload of each while somebody reads,
    // when read() has given all that the peer sent before it; pong() answers. No messages are written on such a socket.
    // Without a function they are answered at once again.
    void hold_pongs(std::function<void(std::string_view)> came);
    // False where the connection is lost. One at a time.
    task<bool> pong(std::string payload);

    // False where the connection is lost. The text must live until the task is done.
    task<bool> write(std::string_view text);

    // From cork() to uncork() messages share packets: the kernel holds back one that is not full, for at most 200 ms
    // (tcp(7), TCP_CORK). Both may be called again and again.
    void cork();
    void uncork();

    // Sends a close frame and waits for the peer's, 30 s at most; may be called while others read and write. `reason`
    // is cut at 123 bytes. Before the handshake it drops the connection.
    task<void> close(std::uint16_t code, std::string reason);

    // Drops the connection at once; what is suspended in read() or write() ends as if the peer had gone.
    void drop();

    // For who does not read for a while: whether the peer has closed its side, or the connection is lost or dropped.
    // What the peer had sent before can still be read. Cancellation ends the wait with operation_aborted.
    bool has_ended() const noexcept { return ended_; }
    task<void> wait_until_ended();
    // The same for drop() alone.
    bool was_dropped() const noexcept;
    task<void> wait_until_dropped();
    // Looks for that end while nobody reads. The session calls it now and then.
    void look_for_end();

private:
    // Keeps the text of a message of up to `max_bytes` bytes, and only counts one that is longer.
    task<std::optional<sized_message>> read_message(std::size_t max_bytes);
    void set_corked(bool on);
    void end();

    std::unique_ptr<stream> stream_;
    signal end_came_;
    bool is_corked_ = false;
    bool is_reading_ = false;
    bool ended_ = false;
};

} // namespace praetor::http
