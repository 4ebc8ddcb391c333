// A TCP proxy on loopback that stands between praetor and its database and does what networks do: pass, delay, cut,
// refuse, swallow. Runs on a thread of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace praetor::tests {

class fault_proxy
{
public:
    enum class mode
    {
        pass,
        refuse,    // new connections are reset; the old ones go on
        black_hole // bytes are taken and never passed on, in both directions; new connections are accepted
    };

    // Listens on a free port of 127.0.0.1 and connects to `target` there.
    explicit fault_proxy(unsigned short target);
    ~fault_proxy();
    fault_proxy(fault_proxy const&) = delete;
    fault_proxy& operator=(fault_proxy const&) = delete;

    unsigned short port() const noexcept;

    // From now on, for connections that stand and those to come. What a black hole swallowed stays lost, so leaving it
    // cuts what went through it.
    void set(mode to);
    // Holds back whatever arrives from now on for that long, in each direction.
    void delay(std::chrono::milliseconds by);
    // Cuts every connection with a reset.
    void cut();
    // Cuts a connection as soon as the client has sent `text` on it; once, and nothing of that piece is passed on.
    void cut_when_sent(std::string text);

    // Connections that stand, and those that were accepted since the start.
    std::size_t open() const;
    std::size_t accepted() const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace praetor::tests
