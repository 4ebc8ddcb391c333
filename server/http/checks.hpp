// What is asked before a handler runs: one list, in order, for requests and websockets alike. The first refusal is the
// answer.
#pragma once

#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <server/base/log.hpp>
#include <server/base/task.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::http {

// What a check applies to, and what a request is: sets, joined by |.
enum class applies : std::uint8_t
{
    to_writes = 1,    // POST, PUT, PATCH and DELETE, wherever on the server
    to_root = 2,      // each request below the root of the routes, whether a route is there or not
    to_routes = 4,    // requests that a route will answer
    to_websockets = 8 // handshakes of websockets that a route will take
};

constexpr applies operator|(applies one, applies other)
{
    return static_cast<applies>(static_cast<std::uint8_t>(one) | static_cast<std::uint8_t>(other));
}

constexpr bool meets(applies one, applies other)
{
    return (static_cast<std::uint8_t>(one) & static_cast<std::uint8_t>(other)) != 0;
}

// Scope: what a check reaches of its request. Filled at start, then only read.
template <class Scope>
class check_list
{
public:
    // A refusal, or nothing. It must not block; its cost is paid by each request.
    using immediate = std::function<std::optional<response>(Scope&)>;
    // … one that has to wait, for the database. Cancelled with its request.
    using awaited = task<std::optional<response>> (*)(Scope&);

    // At the end of the list. `name` is a literal: what the log calls it.
    void add(std::string_view name, applies to, immediate ask) { all_.push_back({name, to, std::move(ask), nullptr}); }
    void add(std::string_view name, applies to, awaited ask) { all_.push_back({name, to, nullptr, ask}); }

    // Whether ask_at_once() asks all that applies to `what`.
    bool answers_at_once(applies what) const
    {
        for (auto const& one : all_)
            if (one.later != nullptr && meets(one.to, what))
                return false;
        return true;
    }

    // The first refusal of the checks that apply; nothing where all let it pass. What a check throws passes through.
    std::optional<response> ask_at_once(Scope& scope, request const& rq, applies what) const
    {
        for (auto const& one : all_)
            if (meets(one.to, what) && one.now != nullptr)
                if (auto refused = one.now(scope))
                    return logged(one, rq, std::move(*refused));
        return std::nullopt;
    }

    // The same of all checks.
    task<std::optional<response>> ask(Scope& scope, request const& rq, applies what) const
    {
        for (auto const& one : all_) {
            if (!meets(one.to, what))
                continue;
            std::optional<response> refused;
            if (one.now != nullptr)
                refused = one.now(scope);
            else
                refused = co_await one.later(scope);
            if (refused)
                co_return logged(one, rq, std::move(*refused));
        }
        co_return std::nullopt;
    }

private:
    struct check
    {
        std::string_view name;
        applies to;
        immediate now; // one of the two
        awaited later;
    };

    static response logged(check const& by, request const& rq, response refused)
    {
        log::debug("http", "request {} {} {}{} was refused with {} by the check of its {}", rq.id, rq.verb_text(),
                   rq.root, rq.path, refused.status, by.name);
        return refused;
    }

    std::vector<check> all_;
};

} // namespace praetor::http
